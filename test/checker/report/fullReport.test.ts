import { describe, expect, it } from 'vitest';
import { fullReport } from '../../../checker/report/fullReport.ts';
import { resultOf } from '../../helpers/results.ts';
import { TraceMaker } from '../../helpers/traces.ts';
import { made } from '../../machines/made.ts';

const subject = {
  scenario: {
    ...made,
    abstractions: ['TLBs are left out'],
  },
  target: 'test/made',
};

const failure = { check: 'double-free', message: 'a row is freed that is free', inStep: true };
const trace = new TraceMaker('f', 'g').step(0, 'x').step(1, 'y').trace(failure);
const violation = { check: 'double-free', message: failure.message, function: 'g', label: 'y' };

describe('fullReport', () => {
  it('says of what holds what that rests on, and within which bounds it is meant', () => {
    const witnesses = [{ name: 'migration completes', seen: true }];
    const unreachable = {
      'f.step': 'nobody gets there',
      'g.step': 'nobody gets there',
      'h.step': 'of another design',
    };
    const { program, coverage } = resultOf();
    const declaring = {
      program: { ...program, unreachable },
      coverage: { ...coverage, declared: ['f.step', 'g.step'] },
    };
    expect(fullReport(resultOf({ witnesses, ...declaring }), subject)).toBe(
      `
test/made@base: holds, as expected

28,754 states, 78,450 transitions, 68 steps deep, 0.26 s, 2 MB
witnessed: "migration completes"
within: one thread; sequential consistency; no reduction
declared unreachable:
- nobody gets there: f.step, g.step
left out of the model:
- TLBs are left out`.slice(1),
    );
  });

  it('shows the race of what is violated, and what else failed on the way to it', () => {
    const also = [{ violation: { ...violation, check: 'BUG_ON' }, trace }];
    const result = resultOf({
      verdict: 'violated',
      asExpected: false,
      violation,
      trace,
      also,
      complete: false,
    });
    const report = fullReport(result, subject);
    expect(report).toMatch(
      /^test\/made@base: violated by double-free, expected: holds\n\nBUG: mmcheck: double-free in g \/ f\n/,
    );
    expect(report).toContain(
      '\n\nalso: BUG: mmcheck: double-free in g / f\n  a row is freed that is free\n  replay: mmcheck',
    );
    expect(report).toContain('within: one thread');
  });

  it('says what was expected in the words of the scenario', () => {
    const report = (by: string) =>
      fullReport(resultOf({ asExpected: false, expected: { verdict: 'violated', by } }), subject);
    expect(report('double-free')).toMatch(/: holds, expected: violated by double-free\n/);
    expect(report('an anon_vma is freed once')).toMatch(
      /expected: violated by "an anon_vma is freed once"\n/,
    );
  });

  it('gives each reason why a verdict is incomplete, and what to try', () => {
    const result = resultOf({
      verdict: 'incomplete',
      asExpected: false,
      incomplete: ['the label f.step never fired', 'no state witnesses "it completes"'],
      coverage: { ...resultOf().coverage, causes: [{ text: 'so', fn: 'f', declares: ['f.step: jumps'] }] },
      witnesses: [{ name: 'it completes', seen: false }],
    });
    expect(fullReport(result, subject)).toContain(
      `
incomplete because
- the label f.step never fired
- no state witnesses "it completes"
hint: mmcheck show test/made@base f
hint: what never happens may need a larger size (--set; now pages=2),
  another initial state or one more thread
hint: or declare it with the reason: unreachable: { 'f.step: jumps': 'why'
  }
`,
    );
  });

  it('gives no advice about what a search had no time to see', () => {
    const result = resultOf({
      verdict: 'incomplete',
      asExpected: false,
      complete: false,
      incomplete: ['the time was up'],
      neverFired: ['f.step'],
      witnesses: [{ name: 'it completes', seen: false }],
    });
    const report = fullReport(result, subject);
    expect(report).not.toContain('hint:');
    expect(report).toContain('not witnessed so far: "it completes"');
  });
});

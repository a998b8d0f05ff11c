import { describe, expect, it } from 'vitest';
import { raceTable } from '../../../checker/report/raceTable.ts';
import { stepList } from '../../../checker/report/steps.ts';
import { briefly, briefNumbers } from '../../../checker/trace/brief.ts';
import { changeText } from '../../../checker/trace/changes.ts';
import { lostUpdateRace, raceOf } from '../../helpers/race.ts';
import { changed, TraceMaker } from '../../helpers/traces.ts';

describe('a trace in brief', () => {
  it('has only the steps that change shared state, and the one that fails', async () => {
    const { trace } = await raceOf('2.6.34+ref');
    const lines = briefly(trace).steps.map(({ line }) => line);
    expect(lines).toEqual([
      'down_write',
      'pte_offset_map_lock',
      'ptep_get_and_clear',
      'page_remove_rmap',
      'pte_unmap_unlock',
      'spin_lock',
      'list_del',
      'spin_unlock',
      'anon_vma_free',
      'lock_page',
      'rcu_read_lock',
      'atomic_inc',
    ]);
    expect(raceTable(briefly(trace))).toContain('atomic_inc <- anon_vma[0]');
    const numbers = stepList(trace, 'brief')
      .split('\n')
      .filter((line) => /^ +\d+ {2}\w/.test(line));
    expect(numbers).toHaveLength(lines.length);
    expect(numbers.at(-1)).toMatch(/^ +18 {2}migrate/);
  });

  it('loses nobody who waits, or the state behind the last step', async () => {
    const { trace } = await lostUpdateRace();
    const brief = briefly(trace);
    const waits = ({ waiting, steps }: typeof trace) => [
      ...waiting,
      ...steps.flatMap((step) => step.waiting),
    ];
    expect(waits(brief)).toEqual(waits(trace));
    expect(brief.steps.map(({ line }) => line)).not.toContain('read');
    for (const key of ['access', 'against'] as const) {
      const [now, before] = [brief.failure![key]!, trace.failure![key]!];
      expect({ ...now, step: 0 }).toEqual({ ...before, step: 0 });
      expect(brief.steps[now.step]).toEqual(trace.steps[before.step]);
    }
    expect(briefly(brief)).toEqual(brief);
  });

  it('keeps the step after which it cannot be avoided, and the numbers that the steps have', () => {
    const maker = new TraceMaker('one', 'two', 'three', 'four');
    const changes = [changed('x', '0', '1')];
    maker.step(0, 'private').step(1, 'shared', { changes }).step(2, 'decides').step(0, 'private');
    const failure = { check: 'BUG_ON', message: 'm', inStep: true };
    const trace = maker.step(3, 'fails').trace(failure, { unavoidableAfter: 3 });
    const brief = briefly(trace);
    expect(brief.steps.map(({ line }) => line)).toEqual(['shared', 'decides', 'fails']);
    expect(brief.unavoidableAfter).toBe(2);
    expect(briefNumbers(trace)).toEqual([2, 3, 5]);
    expect(briefly({ ...trace, unavoidableAfter: 0 }).unavoidableAfter).toBe(0);
    const wide = new TraceMaker('one'.repeat(15), 'two'.repeat(15))
      .step(0, 'private')
      .step(1, 'shared', { changes });
    const long = wide.step(0, 'fails').trace(failure);
    expect(raceTable(briefly(long), briefNumbers(long))).toMatch(/^ {2}2 {2}CPU1 .*\n {2}3 {2}CPU0 /);
    expect(stepList(trace, 'brief')).toMatch(/^ {2}2 .*\n.*\n {2}3 .*\n {2}5 /);
  });
});

describe('the steps as a diff', () => {
  it('have a line that goes and one that comes for each field', async () => {
    const { trace } = await lostUpdateRace();
    const changes = trace.steps.flatMap((step) => step.changes);
    const lines = stepList(trace, 'diff')
      .split('\n')
      .map((line) => line.trim());
    expect(lines.filter((line) => /^[-+] /.test(line))).toEqual(
      changes.map(changeText).flatMap(({ path, from, to }) => [`- ${path}: ${from}`, `+ ${path}: ${to}`]),
    );
  });
});

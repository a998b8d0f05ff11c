import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayCommand, shellWord } from '../../../checker/report/replayCommand.ts';
import { count, design, holds, machine, scenario, size, thread } from '../../../model/language/index.ts';
import { TraceMaker } from '../../helpers/traces.ts';

const mm = machine({ pages: count(size('pages', 2)), vmas: count(size('vmas', 4)) });
const fn = mm.fn('f', 'test', {}, {}, { step: () => {} });
const made = scenario('test/made', {
  summary: '',
  machine: mm,
  threads: { only: thread(fn, {}) },
  sizes: { pages: 3 },
  initial: { plain: () => {}, 'in the swap cache': () => {} },
  designs: { base: design([], holds) },
});
const subject = { scenario: made, target: 'test/made' };

describe('replayCommand', () => {
  it('names the design and the schedule, in quotes where a shell would expand it', () => {
    const once = new TraceMaker('f', 'g').step(0, 'a').step(1, 'b');
    expect(replayCommand(once.trace(undefined, { start: 'plain', sizes: { pages: 3 } }), subject)).toBe(
      'mmcheck replay test/made@base --schedule 0,1',
    );
    const twice = once.step(1, 'b').trace(undefined, { start: 'plain', sizes: { pages: 3 } });
    expect(replayCommand(twice, subject)).toBe("mmcheck replay test/made@base --schedule '0,1*2'");
  });

  it('says the start where it is not the first, and the sizes where they are not the usual ones', () => {
    const trace = new TraceMaker('f')
      .step(0, 'a')
      .trace(undefined, { start: 'in the swap cache', sizes: { pages: 2, vmas: 4 } });
    expect(replayCommand(trace, { ...subject, target: "./my file's.ts" })).toBe(
      `mmcheck replay './my file'\\''s.ts@base' --schedule 'in the swap cache/0' --set pages=2`,
    );
  });
});

describe('shellWord', () => {
  it('is read back by a shell as it was', () => {
    const words = fc.array(fc.string({ minLength: 0, maxLength: 20, unit: 'grapheme' }), { maxLength: 30 });
    fc.assert(
      fc.property(words, (all) => {
        const clean = all.map((word) => word.replaceAll('\0', ''));
        const output = execFileSync(
          '/bin/sh',
          ['-c', `printf '%s\\n.\\n' ${clean.map(shellWord).join(' ')}`],
          {
            encoding: 'utf8',
          },
        );
        expect(output).toBe(clean.length === 0 ? '\n.\n' : clean.map((word) => `${word}\n.\n`).join(''));
      }),
      { numRuns: 30 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { allSettled } from '../../../checker/packed/allSettled.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { CheckedSteps } from '../../../checker/reference/checkedSteps.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';

describe('what packed states say of their threads', () => {
  it('is what the threads themselves say', () => {
    const seen = { all: 0, some: 0 };
    fc.assert(
      fc.property(randomMachine, fc.array(fc.nat(20), { maxLength: 12 }), ({ scenario }, choices) => {
        const program = buildProgram(scenario, 'base');
        const engine = new ReferenceEngine(program);
        const { codec, generated, starts } = compile(program);
        let state = [...starts.values()][0]!;
        for (const choice of choices) {
          const words = codec.encode(state);
          const expected = engine.threadViews(state).every((thread) => thread.settled);
          expect(allSettled(program, generated.layout, words, 0)).toBe(expected);
          seen[expected ? 'all' : 'some']++;
          const next = engine.enabled(state).flatMap((step) => {
            const after = new CheckedSteps(engine, false).step(state, step);
            return 'threads' in after ? [after] : [];
          });
          if (next.length === 0) break;
          state = next[choice % next.length]!;
        }
      }),
      { seed: 20_110_114, numRuns: inject('long') ? 2000 : 80 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(3);
  });
});

import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { PackedEngine } from '../../../checker/packed/packedEngine.ts';
import { SettledThreads } from '../../../checker/packed/settledThreads.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';

describe('SettledThreads', () => {
  it('says of packed states what the threads themselves say', () => {
    const seen = { all: 0, some: 0 };
    fc.assert(
      fc.property(randomMachine, fc.array(fc.nat(20), { maxLength: 12 }), ({ scenario }, choices) => {
        const program = buildProgram(scenario, 'base');
        const engine = new ReferenceEngine(program);
        const packed = new PackedEngine(program);
        const settled = new SettledThreads(program);
        let state = [...engine.initial().values()][0]!;
        for (const choice of choices) {
          const expected = engine.threadViews(state).every((thread) => thread.settled);
          expect(settled.all(packed.encode(state), 0)).toBe(expected);
          seen[expected ? 'all' : 'some']++;
          const next = engine
            .enabled(state)
            .map((action) => engine.checks().step(state, action))
            .filter((step) => 'threads' in step);
          if (next.length === 0) break;
          state = next[choice % next.length]!;
        }
      }),
      { seed: 20_110_114, numRuns: inject('long') ? 2000 : 80 },
    );
    expect(Math.min(seen.all, seen.some)).toBeGreaterThan(10);
  });
});

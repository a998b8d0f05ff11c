import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { LearnedSteps } from '../../../checker/meaning/learnedSteps.ts';
import { layOutState } from '../../../checker/packed/layout.ts';
import { StateCodec } from '../../../checker/packed/stateCodec.ts';
import { encode } from '../../../checker/program/domain.ts';
import { fieldValue } from '../../../checker/program/fields.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import type { State } from '../../../checker/program/state.ts';
import { bool, count, machine, when } from '../../../model/language/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { type Reached, reachable } from '../../helpers/reachable.ts';

function learner(program: Program) {
  const layout = layOutState(program);
  const codec = new StateCodec(program, layout);
  const steps = new LearnedSteps(program, layout);
  return (step: number, state: State) => steps.outcome(program.steps[step]!, codec.encode(state), 0);
}

/** Says of every step that some thread could ever take what it comes to, as the reference engine has it, and learned. */
function expectSame(program: Program, reached: readonly Reached[]): void {
  const outcomeIn = learner(program);
  // A second round is answered by what the first has learned alone.
  for (const _ of [1, 2]) {
    for (const { state, steps } of reached) {
      for (const { step, next } of steps) {
        const { kind, way, writes } = outcomeIn(step.number, state);
        expect(kind).toBe(next === undefined ? 'fails' : 'taken');
        if (next === undefined) continue;
        const { targets } = step.branch;
        expect(next.threads[step.thread.index]!.label).toBe(targets[way]!.label);
        const written = new Map(writes);
        for (const field of program.fields) {
          // What a step forgets when it leaves a call is not what its recipe writes.
          if (field.thread !== undefined && targets[way]!.clears.length > 0) continue;
          if (field.thread !== undefined && targets[way]!.label === step.thread.body.labels.length) continue;
          const code = encode(field.leaf, fieldValue(field, next));
          expect(written.get(field) ?? encode(field.leaf, fieldValue(field, state)), field.path).toBe(code);
        }
      }
    }
  }
}

describe('learned steps', () => {
  it('are what the reference engine does, in random machines', () => {
    let compared = 0;
    const property = fc.property(randomMachine, ({ scenario }) => {
      const program = buildProgram(scenario, 'base');
      const reached = reachable(program, 400);
      if (reached === undefined) return;
      compared++;
      expectSame(program, reached);
    });
    const numRuns = inject('long') ? 3000 : 50;
    fc.assert(property, { seed: 20_261_125, numRuns });
    expect(compared).toBeGreaterThan(numRuns / 2);
  });

  it('run a recipe once a combination of the values that it looks at, and twice for that', () => {
    let runs = 0;
    const mm = machine({ a: bool(), b: bool(), unseen: count(7) });
    const test = (s: { a: boolean; b: boolean }) => {
      runs++;
      return s.a && s.b;
    };
    const program = programOf(mm, threadsOf(mm, {}, { test: when(test as never, 'return'), rest: () => {} }));
    const outcomeIn = learner(program);
    const start = (a: boolean, b: boolean, unseen: number) =>
      ({ shared: { a, b, unseen }, threads: [{ label: 0, slots: {} }] }) as State;
    const ways = [false, true].flatMap((a) =>
      [false, true].flatMap((b) => [0, 3, 7].map((unseen) => outcomeIn(0, start(a, b, unseen)).way)),
    );
    expect(ways).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
    // a false, a true and b false, both true: whatever the third one is.
    expect(runs).toBe(3 * 2);
  });
});

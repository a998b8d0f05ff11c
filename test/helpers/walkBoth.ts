import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { PackedEngine } from '../../checker/packed/packedEngine.ts';
import type { Program } from '../../checker/program/program.ts';
import type { Failure } from '../../checker/program/propertyChecks.ts';
import type { State } from '../../checker/program/state.ts';
import { ReferenceEngine } from '../../checker/reference/referenceEngine.ts';
import type { Choices } from './choices.ts';

/**
 * Walks through a program on the reference engine by choice, and expects of the packed one, at every state on the way,
 * the same state in words and back, the same judgement of it, and the same steps with the same failures in one order.
 * Returns how many steps it took.
 */
export function walkBoth(program: Program, choices: Choices, mostSteps: number): number {
  const engine = new ReferenceEngine(program);
  const checks = engine.checks();
  const packed = new PackedEngine(program);
  const starts = [...engine.initial().values()];
  let state = choices.pick(starts);
  for (let steps = 0; ; steps++) {
    const words = packed.encode(state);
    expectSame(packed.decode(words), state);
    packed.load(words, 0);
    const views = engine.threadViews(state);
    expectSame(packed.checkState(), checks.properties.state(state.shared, views));
    const actions = engine.enabled(state);
    const taken = actions.map((action) => checks.step(state, action));
    const { after, failures } = expandPacked(packed, steps);
    expectSame(after, taken.filter(isState));
    expectSame(
      failures,
      taken.filter((step) => !isState(step)),
    );
    if (actions.length === 0)
      expectSame(packed.checkTerminal(), checks.properties.terminal(state.shared, views));
    const next = taken.filter(isState);
    if (next.length === 0 || steps === mostSteps) return steps;
    state = choices.pick(next);
  }
}

/** The successors of the state that is loaded, which the engine says has the number `parent`. */
function expandPacked(packed: PackedEngine, parent: number): { after: State[]; failures: Failure[] } {
  const count = packed.expand(parent);
  const after = Array.from({ length: count }, (_, i) => packed.decode(packed.batch, i * packed.words));
  expectSame(
    [...packed.parents.subarray(0, count)],
    after.map(() => parent),
  );
  packed.clear();
  return { after, failures: packed.stepFailures.splice(0) };
}

function isState(step: State | Failure): step is State {
  return 'threads' in step;
}

/** As `expect().toEqual()`, which is asked only where it may say no: on states it takes longer than a step does. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { compile } from '../../checker/packed/compile.ts';
import { PackedEngine } from '../../checker/packed/packedEngine.ts';
import { nothingSeen } from '../../checker/packed/seen.ts';
import type { Failure } from '../../checker/program/failure.ts';
import type { Program } from '../../checker/program/program.ts';
import type { State } from '../../checker/program/state.ts';
import { CheckedSteps } from '../../checker/reference/checkedSteps.ts';
import { ReferenceEngine } from '../../checker/reference/referenceEngine.ts';
import type { Choices } from './choices.ts';

/**
 * Walks through a program on the reference engine by choice, and expects of the packed one, at every state on the way,
 * the same state in words and back, the same judgement of it, and the same steps of the same threads with the same
 * failures in one order.
 * Returns how many steps it took.
 */
export function walkBoth(program: Program, choices: Choices, mostSteps: number): number {
  const compiled = compile(program);
  const engine = new ReferenceEngine(program);
  const checked = new CheckedSteps(engine);
  const packed = new PackedEngine(compiled);
  const seen = nothingSeen(program);
  let state = choices.pick([...engine.initial().values()]);
  for (let steps = 0; ; steps++) {
    const words = packed.encode(state);
    expectSame(packed.decode(words), state);
    const { wrong, failed, from, to, beyond } = packed.expand(words, 0, steps, seen);
    expectSame(wrong, checked.wrong(state));
    expect(from).toBe(0);
    // An order of locks is judged by a search and not by the engine that it runs on.
    const possible = wrong === undefined ? engine.enabled(state) : [];
    const taken = possible.map((step) => new CheckedSteps(engine, false).step(state, step));
    const after = Array.from({ length: to }, (_, i) => packed.decode(packed.batch, i * packed.words));
    expectSame(after, taken.filter(isState));
    expectSame(
      failed,
      taken.filter((step) => !isState(step)),
    );
    expectSame(
      [...packed.parents.subarray(0, to)],
      after.map(() => steps),
    );
    const whose = possible.filter((_, i) => isState(taken[i]!)).map(({ thread }) => thread.index);
    const ends = program.threads.map(({ index }) => whose.filter((thread) => thread <= index).length);
    // Of a state that has been asked for its steps; none is, beyond the bounds.
    if (wrong === undefined && !beyond) expectSame([...packed.ends], ends);
    packed.clear();
    const next = taken.filter(isState);
    if (next.length === 0 || steps === mostSteps) return steps;
    state = choices.pick(next);
  }
}

function isState(step: State | Failure): step is State {
  return 'threads' in step;
}

/** As `expect().toEqual()`, which is asked only where it may say no: on states it takes longer than a step does. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

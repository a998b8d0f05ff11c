import { isDeepStrictEqual } from 'node:util';
import { compile } from '../packed/compile.ts';
import type { Failure } from '../program/failure.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import { canRestFrom } from '../search/restFrom.ts';
import { byCause, stuckFailure } from '../search/stuckFailure.ts';

/** How many states may lie behind a run for it to be said that a thread can never rest there. */
const mostBehind = 100_000;

/**
 * The failure of a run that has come round, `states` being one more than its `steps`: the last state is one that it was
 * in before, and some thread can never rest there. One that it `prefers`, where there are several. Undefined where the
 * run has not come round or everybody can rest.
 */
export function stuckRound(
  program: Program,
  states: readonly State[],
  steps: readonly Step[],
  prefers: (failure: Failure) => boolean,
): Failure | undefined {
  const last = states.length - 1;
  const begins = states.findLastIndex((state, i) => i < last && isDeepStrictEqual(state, states[last]));
  if (begins < 0) return undefined;
  const compiled = compile(program);
  const isStuck = (thread: number, at: number) =>
    canRestFrom(compiled, compiled.codec.encode(states[at]!), thread, mostBehind) === false;
  const failures = program.threads
    .filter(({ index }) => isStuck(index, last))
    .flatMap(({ index }) => {
      const failure = stuckFailure(compiled, compiled.codec.encode(states[last]!), index);
      return 'check' in failure ? [{ thread: index, failure }] : [];
    })
    .sort((a, b) => byCause(a.failure, b.failure));
  const found = failures.find(({ failure }) => prefers(failure)) ?? failures[0];
  if (found === undefined) return undefined;
  // Behind a state from which it is stuck, it is from all.
  let [from, to] = [0, begins];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (isStuck(found.thread, middle)) to = middle;
    else from = middle + 1;
  }
  const numbers = steps.slice(from).map(({ number }) => number);
  return { ...found.failure, where: { kind: 'round', steps: numbers, length: last - begins } };
}

import { cpuHeld } from '../meaning/blocked.ts';
import type { Failure } from '../program/failure.ts';
import { heldOffBy } from '../program/preemption.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import { labelOf } from '../program/threadViews.ts';
import type { ReferenceEngine } from '../reference/referenceEngine.ts';
import { meets, soughtBy } from '../search/sought.ts';
import { CheckedRun } from './checkedRun.ts';
import { type NextStep, nextSteps } from './nextSteps.ts';
import type { Turn } from './schedule.ts';
import type { Trace } from './trace.ts';

/** How far a schedule went: all of it, or up to a turn that nobody could take. */
export type Stop =
  | { readonly kind: 'applied' }
  | { readonly kind: 'refused'; readonly step: number; readonly turn: Turn; readonly why: string };

/** A schedule taken again, with all checks. */
export interface Replay {
  /** The steps taken; its failure is the check that fails in the last of them or in the state behind it. */
  readonly trace: Trace;
  /** The state in which it ends, or in which the step begins that fails. */
  readonly state: State;
  readonly stop: Stop;
  /** How many turns were left when a check failed. */
  readonly left: number;
  /** What could be done in the state where it stopped; nothing behind a failure. */
  readonly possible: readonly NextStep[];
}

/**
 * Takes the turns of a schedule on the reference engine, up to its end, a failure or a turn that cannot be taken. Where
 * it comes back to a state that it was in, it fails if a thread is stuck there.
 * Of several checks that fail at once it ends by the one that is expected. A lock order is judged by the steps of this one run; a search judges it over all interleavings.
 * Throws ModelError for a start that the scenario lacks.
 */
export function replay(
  program: Program,
  { start, turns }: { readonly start?: string; readonly turns: readonly Turn[] },
): Replay {
  const sought = soughtBy(program.expected);
  const prefers = (failure: Failure) => meets(sought, program, failure);
  const run = new CheckedRun(program, start ?? Object.keys(program.initial)[0]!, { prefers });
  let taken = 0;
  let stop: Stop = { kind: 'applied' };
  while (taken < turns.length && run.failure === undefined && stop.kind === 'applied') {
    const turn = turns[taken++]!;
    const { step } = nextSteps(run.engine, run.state, turn.thread)[turn.choice] ?? {};
    if (step !== undefined) run.take(step);
    else stop = { kind: 'refused', step: taken, turn, why: whyNot(run.engine, run.state, turn) };
  }
  if (stop.kind === 'applied') run.end();
  const possible = run.failure === undefined ? nextSteps(run.engine, run.state) : [];
  const left = stop.kind === 'applied' ? turns.length - taken : 0;
  return { trace: run.trace(), state: run.state, stop, left, possible };
}

function whyNot(engine: ReferenceEngine, state: State, { thread, choice }: Turn): string {
  const view = [...engine.threadViews(state)][thread];
  if (view === undefined) return `there is no thread ${thread}`;
  const who = `thread ${thread} (${view.name})`;
  if (view.ended) return `${who} has ended`;
  const holder = heldOffBy(engine.program, state, thread);
  if (holder !== undefined)
    return `${who} waits at ${labelOf(view)}: ${cpuHeld(engine.program, state, holder, thread)}`;
  const count = engine.enabledOf(state, thread).length;
  if (count === 0) return `${who} waits at ${labelOf(view)}`;
  return `${who} has no choice ${choice} at ${labelOf(view)}`;
}

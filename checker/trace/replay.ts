import { initialOf } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';
import type { Action, State } from '../program/state.ts';
import { heldOffBy } from '../program/turns.ts';
import type { ReferenceEngine } from '../reference/referenceEngine.ts';
import { CheckedRun } from './checkedRun.ts';
import { cpuHeld } from './obstacle.ts';
import type { Turn } from './schedule.ts';
import type { Trace } from './trace.ts';

/** What a thread could do next: the label it stands before, and its possible steps there. */
export interface Possible {
  readonly thread: number;
  readonly name: string;
  readonly label: string;
  /** One entry a step: the row that it chooses, as `page[1]`; undefined where it chooses none. */
  readonly choices: readonly (string | undefined)[];
}

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
  readonly possible: readonly Possible[];
}

/**
 * Takes the turns of a schedule on the reference engine, up to its end, a failure or a turn that cannot be taken.
 * A lock order is judged by the steps of this one run; a search judges it over all interleavings.
 * Throws ModelError for a start that the scenario lacks.
 */
export function replay(
  program: Program,
  { start, turns }: { readonly start?: string; readonly turns: readonly Turn[] },
): Replay {
  const starts = Object.keys(initialOf(program.scenario, program.design));
  const run = new CheckedRun(program, start ?? starts[0]!);
  const { engine } = run;
  let taken = 0;
  for (; taken < turns.length && run.failure === undefined; taken++) {
    const turn = turns[taken]!;
    const action = actionOf(engine, run.state, turn);
    if (action === undefined) {
      const why = whyNot(engine, run.state, turn);
      const stop = { kind: 'refused', step: taken + 1, turn, why } as const;
      return { trace: run.trace(), state: run.state, stop, left: 0, possible: possibleIn(engine, run.state) };
    }
    run.take(action);
  }
  const possible = run.failure === undefined ? possibleIn(engine, run.state) : [];
  const left = turns.length - taken;
  return { trace: run.trace(), state: run.state, stop: { kind: 'applied' }, left, possible };
}

function actionOf(engine: ReferenceEngine, state: State, { thread, choice }: Turn): Action | undefined {
  return thread < state.threads.length ? engine.enabledOf(state, thread)[choice] : undefined;
}

function whyNot(engine: ReferenceEngine, state: State, { thread, choice }: Turn): string {
  const view = engine.threadViews(state)[thread];
  if (view === undefined) return `there is no thread ${thread}`;
  const who = `thread ${thread} (${view.name})`;
  if (view.ended) return `${who} has ended`;
  const holder = heldOffBy(engine.program, state, thread);
  if (holder !== undefined) return `${who} waits at ${view.label}: ${cpuHeld(engine.program, state, holder)}`;
  const count = engine.enabledOf(state, thread).length;
  if (count === 0) return `${who} waits at ${view.label}`;
  return `${who} has no choice ${choice} at ${view.label}`;
}

/** What each thread could do in a state; the ones that wait or have ended are left out. */
function possibleIn(engine: ReferenceEngine, state: State): Possible[] {
  return engine.program.threads.flatMap(({ index, name, body }) => {
    const label = body.labels[state.threads[index]!.label];
    const actions = engine.enabledOf(state, index);
    if (label === undefined || actions.length === 0) return [];
    const choices = actions.map(({ branch, row }) => {
      const { over } = label.branches[branch]!.alternative;
      return over === undefined ? undefined : `${over}[${row}]`;
    });
    return [{ thread: index, name, label: label.name, choices }];
  });
}

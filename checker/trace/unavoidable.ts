import { allSettled } from '../packed/allSettled.ts';
import type { Compiled } from '../packed/compiled.ts';
import { PackedEngine } from '../packed/packedEngine.ts';
import { nothingSeen, type Seen } from '../packed/seen.ts';
import { orderChecks } from '../program/lockJudge.ts';
import type { State } from '../program/state.ts';
import { StateIndex } from '../search/stateIndex.ts';
import { atOnce, type Paused } from './paused.ts';
import type { Trace } from './trace.ts';
import { walkTrace } from './walk.ts';

/** How many states may lie behind a trace for the search through all of its continuations. */
const continuationStates = 100_000;

/** How many states are looked at between two pauses. */
const stretch = 32;

export interface KnownStates {
  /** The trace's, where somebody has them: the one in which a step fails is the last of them. */
  readonly states?: readonly State[];
  readonly maxStates?: number | undefined;
}

/**
 * The trace with the number of steps after which its failure, or another one, can no longer be avoided: the first of
 * its states, counted from 0, from which no run ends well and none goes on for ever. Where it is not determined, the
 * trace says why in `unavoidableUnknown`.
 *
 * A run ends well where all threads have ended, but for optional ones that have not begun, and nothing is wrong with
 * that end: every `atTheEnd` is true there and nothing leaks. So a deadlock is no good end, and an end that is reached
 * already is one although optional threads could begin. A run goes on for ever where it comes back to a state that it
 * was in; no fairness is assumed, so a thread that may spin for ever avoids a failure by doing so. Every check and
 * property counts as a failure, not only the one of the trace; but not the order of locks, which is judged by all runs.
 */
export function markUnavoidable(compiled: Compiled, trace: Trace, known: KnownStates = {}): Trace {
  return atOnce(lookForUnavoidable(compiled, trace, known));
}

/** The same, with pauses. */
export function* lookForUnavoidable(
  compiled: Compiled,
  trace: Trace,
  { states, maxStates = continuationStates }: KnownStates = {},
): Paused<Trace> {
  // Where a round begins that cannot be left any more is what its failure is.
  if (trace.round !== undefined) return trace;
  const { unavoidableAfter: _, unavoidableUnknown: __, ...plain } = trace;
  if (plain.failure === undefined) return plain;
  if (orderChecks.includes(plain.failure.check))
    return { ...plain, unavoidableUnknown: 'a lock order is judged by all runs together' };
  const way = states ?? walkTrace(compiled.program, plain).states;
  const found = yield* unavoidableAfter(compiled, way, plain.steps.length, maxStates);
  return typeof found === 'number'
    ? { ...plain, unavoidableAfter: found }
    : { ...plain, unavoidableUnknown: found };
}

/**
 * Goes back from the last state, as what is lost stays lost: behind a lost state all are, and what is known of one
 * serves for those before it. The end of the trace is lost in any case.
 */
function* unavoidableAfter(
  compiled: Compiled,
  states: readonly State[],
  steps: number,
  maxStates: number,
): Paused<number | string> {
  const continuations = new Continuations(compiled, maxStates);
  let lost = steps;
  for (let at = Math.min(steps, states.length) - 1; at >= 0; at--) {
    const fate = yield* continuations.of(states[at]!);
    if (fate === 'unknown') return continuations.whyUnknown;
    if (fate === 'good') break;
    lost = at;
  }
  return lost;
}

/** What is known of a state; it is `open` while the search is among the states behind it. */
const unseen = 0;
const open = 1;
const lost = 2;

/** A depth-first search for a continuation without a failure; what it has learnt it keeps from one call to the next. */
class Continuations {
  whyUnknown = '';
  readonly #compiled: Compiled;
  readonly #engine: PackedEngine;
  readonly #seen: Seen;
  readonly #index: StateIndex;
  readonly #maxStates: number;
  /** By the number of the state. */
  #known = new Uint8Array(1024);
  /** Successors that are still to be looked at, those of the last open state on top. */
  readonly #ahead: number[] = [];

  constructor(compiled: Compiled, maxStates: number) {
    this.#compiled = compiled;
    this.#engine = new PackedEngine(compiled);
    this.#seen = nothingSeen(compiled.program);
    this.#index = new StateIndex(this.#engine.words);
    this.#maxStates = maxStates;
  }

  /** Whether some run from the state is without a failure. Once one is `good` or `unknown`, nothing may be asked again. */
  *of(state: State): Paused<'good' | 'lost' | 'unknown'> {
    const first = this.#index.add(this.#engine.encode(state), 0);
    if (this.#known[first] === lost) return 'lost';
    const way = [{ state: first, rest: this.#ahead.length }];
    if (this.#open(first)) return 'good';
    for (let last = way.at(-1), looks = 0; last !== undefined; last = way.at(-1)) {
      if (++looks % stretch === 0) yield;
      if (this.#ahead.length === last.rest) {
        this.#known[last.state] = lost;
        way.pop();
        continue;
      }
      const next = this.#ahead.pop()!;
      const known = this.#known[next];
      // It lies on the way: the run has come round.
      if (known === open) return 'good';
      if (known === lost) continue;
      way.push({ state: next, rest: this.#ahead.length });
      if (this.#open(next)) return 'good';
      if (this.#index.size > this.#maxStates) {
        this.whyUnknown = `more than ${this.#maxStates} states lie behind it`;
        return 'unknown';
      }
    }
    return 'lost';
  }

  /**
   * Puts the successors of a state ahead; true where a run may end well in it, or comes to a bound, of the model or a
   * stated one, of which nobody knows what lies behind it. Another one without successors is lost.
   */
  #open(state: number): boolean {
    this.#reserve();
    this.#known[state] = open;
    const engine = this.#engine;
    const at = state * engine.words;
    this.#seen.reached.clear();
    const { wrong, beyond, to } = engine.expand(this.#index.states, at, 0, this.#seen);
    const { program, generated } = this.#compiled;
    const settled = allSettled(program, generated.layout, this.#index.states, at);
    const ends = wrong === undefined && (settled || beyond || this.#seen.reached.size > 0);
    if (!ends) {
      for (let k = 0; k < to; k++) this.#ahead.push(this.#index.add(engine.batch, k * engine.words));
      this.#reserve();
    }
    engine.clear();
    return ends;
  }

  #reserve(): void {
    if (this.#index.size <= this.#known.length) return;
    const known = new Uint8Array(this.#index.size * 2).fill(unseen);
    known.set(this.#known);
    this.#known = known;
  }
}

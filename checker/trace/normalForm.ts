import type { Compiled } from '../packed/compiled.ts';
import { PackedEngine } from '../packed/packedEngine.ts';
import { nothingSeen, type Seen } from '../packed/seen.ts';
import { apart, type Failure, failingStep, isSameCheck } from '../program/failure.ts';
import type { Program } from '../program/program.ts';
import type { Finding } from '../search/space.ts';
import { StateIndex } from '../search/stateIndex.ts';
import { atOnce, type Paused } from './paused.ts';

/** How many states the way to a failure may lead through for its normal form to be looked for. */
const normalFormStates = 1_000_000;

/** How many states are expanded between two pauses. */
const stretch = 32;

/**
 * The normal form of findings: of all shortest ways to the same failure the one with the fewest context switches, and
 * of several such ways always the same. Undefined for a finding before which too much lies (more than `maxStates`
 * states), and for a failed lock order, which the whole search judges and not the way alone.
 *
 * On a shortest way every state is as far from the start as it is on that way, so the levels of a breadth-first search
 * are the layers of a dynamic programme over pairs of a state and the thread that ran last. No thread has steps in the
 * result that could be left out: without them the way would be shorter.
 */
export function normalForms(
  compiled: Compiled,
  findings: readonly Finding[],
  maxStates: number = normalFormStates,
): (Finding | undefined)[] {
  return atOnce(lookForNormalForms(compiled, findings, maxStates));
}

/** The same, with pauses. */
export function* lookForNormalForms(
  compiled: Compiled,
  findings: readonly Finding[],
  maxStates: number = normalFormStates,
): Paused<(Finding | undefined)[]> {
  if (findings.every((finding) => depthOf(finding) === undefined)) return findings.map(() => undefined);
  const search = new FewestSwitches(compiled, findings, maxStates);
  yield* search.run();
  return search.results();
}

/** The end of a way: the state, the thread that ran last before it, and how often the thread changed. */
interface End {
  readonly failure: Failure;
  readonly pair: number;
  readonly switches: number;
}

class FewestSwitches {
  readonly #compiled: Compiled;
  readonly #engine: PackedEngine;
  readonly #seen: Seen;
  readonly #index: StateIndex;
  readonly #findings: readonly Finding[];
  readonly #maxStates: number;
  readonly #ends: (End | undefined)[];
  /** The words of the state behind which a round follows, for the findings that one is. */
  readonly #rounds: readonly (Int32Array | undefined)[];
  /** One pair a state and a thread, and the last one of each state for nobody having run yet. */
  readonly #pairs: number;
  #switches = new Uint32Array(0);
  #from = new Int32Array(0);

  constructor(compiled: Compiled, findings: readonly Finding[], maxStates: number) {
    this.#compiled = compiled;
    this.#engine = new PackedEngine(compiled);
    this.#seen = nothingSeen(compiled.program);
    this.#index = new StateIndex(this.#engine.words);
    this.#findings = findings;
    this.#maxStates = maxStates;
    this.#ends = findings.map(() => undefined);
    this.#rounds = findings.map(({ failure, states }) =>
      failure.where.kind === 'round' ? this.#engine.encode(states.at(-1)!) : undefined,
    );
    this.#pairs = compiled.program.threads.length + 1;
  }

  *run(): Paused<void> {
    for (const state of this.#compiled.starts.values()) {
      const number = this.#index.add(this.#engine.encode(state), 0);
      this.#reserve();
      this.#switches[number * this.#pairs + this.#pairs - 1] = 0;
      yield;
    }
    const depths = this.#findings.map(depthOf).filter((depth) => depth !== undefined);
    const deepest = Math.max(-1, ...depths);
    let level = 0;
    for (let depth = 0; depth <= deepest && level < this.#index.size; depth++) {
      const end = this.#index.size;
      for (let state = level; state < end; state++) {
        if (state % stretch === 0) yield;
        this.#expand(state, depth, end);
        if (this.#index.size > this.#maxStates) {
          this.#giveUp(depth);
          return;
        }
      }
      level = end;
    }
  }

  /** What was found at this depth need not be the best of it. */
  #giveUp(depth: number): void {
    this.#findings.forEach((finding, i) => {
      if (depthOf(finding) === depth) this.#ends[i] = undefined;
    });
  }

  results(): (Finding | undefined)[] {
    return this.#ends.map((end) => {
      if (end === undefined) return undefined;
      const pairs: number[] = [];
      for (let pair = end.pair; pair >= 0; pair = this.#from[pair]!) pairs.push(pair);
      pairs.reverse();
      return {
        failure: end.failure,
        states: pairs.map((pair) => this.#decode(Math.floor(pair / this.#pairs))),
        // Nobody has run before the first state.
        threads: pairs.slice(1).map((pair) => pair % this.#pairs),
      };
    });
  }

  #expand(state: number, depth: number, levelEnd: number): void {
    const engine = this.#engine;
    const { wrong, failed } = engine.expand(this.#index.states, state * engine.words, 0, this.#seen);
    this.#reachRounds(state, depth);
    if (wrong !== undefined) for (const one of apart(wrong)) this.#fail(one, state, depth);
    for (const failure of failed.flatMap(apart)) this.#fail(failure, state, depth);
    if (wrong === undefined) this.#follow(state, levelEnd);
    engine.clear();
  }

  /** Goes on to the successors in the batch that lie on the next level. */
  #follow(state: number, levelEnd: number): void {
    const { batch, ends, words } = this.#engine;
    let k = 0;
    ends.forEach((end, thread) => {
      for (; k < end; k++) {
        const next = this.#index.add(batch, k * words);
        if (next < levelEnd) continue;
        this.#reserve();
        this.#relax(state, next, thread);
      }
    });
  }

  /** A way to the next state that ends with a step of the thread, if it has fewer switches than those known. */
  #relax(state: number, next: number, thread: number): void {
    const to = next * this.#pairs + thread;
    const best = this.#best(state, thread);
    if (best.switches >= this.#switches[to]!) return;
    this.#switches[to] = best.switches;
    this.#from[to] = best.pair;
  }

  /** The best way to a state for the thread to go on from there, or for nobody to. */
  #best(state: number, thread: number | undefined): { pair: number; switches: number } {
    let pair = -1;
    let switches = unreached;
    for (let last = 0; last < this.#pairs; last++) {
      const known = this.#switches[state * this.#pairs + last]!;
      if (known === unreached) continue;
      const goesOn = last === thread || last === this.#pairs - 1 || thread === undefined;
      const now = known + (goesOn ? 0 : 1);
      if (now >= switches) continue;
      switches = now;
      pair = state * this.#pairs + last;
    }
    return { pair, switches };
  }

  #fail(failure: Failure, state: number, depth: number): void {
    const { program } = this.#compiled;
    this.#findings.forEach((finding, i) => {
      if (this.#rounds[i] === undefined && depthOf(finding) === depth)
        if (isSameFailure(program, finding.failure, failure))
          this.#end(i, failure, state, failingStep(failure));
    });
  }

  /** Whether a round follows behind a state, which then is the one that the finding names and no other. */
  #reachRounds(state: number, depth: number): void {
    const { words } = this.#engine;
    this.#findings.forEach((finding, i) => {
      if (depthOf(finding) !== depth) return;
      const { failure } = finding;
      const isThere = this.#rounds[i]?.every((word, k) => word === this.#index.states[state * words + k]);
      if (isThere === true && failure.where.kind === 'round')
        this.#end(i, failure, state, failure.where.steps[0]);
    });
  }

  /** A way to a finding, with the step that the thread goes on with there. */
  #end(finding: number, failure: Failure, state: number, step: number | undefined): void {
    const thread = step === undefined ? undefined : this.#compiled.program.steps[step]!.thread.index;
    const end = { failure, ...this.#best(state, thread) };
    if (end.switches < (this.#ends[finding]?.switches ?? unreached)) this.#ends[finding] = end;
  }

  #decode(state: number) {
    return this.#engine.decode(this.#index.states, state * this.#engine.words);
  }

  #reserve(): void {
    const needed = this.#index.size * this.#pairs;
    const known = this.#switches.length;
    if (needed <= known) return;
    const switches = new Uint32Array(needed * 2).fill(unreached, known);
    switches.set(this.#switches);
    this.#switches = switches;
    const from = new Int32Array(needed * 2).fill(-1, known);
    from.set(this.#from);
    this.#from = from;
  }
}

const unreached = 2 ** 32 - 1;

/** How many steps lead to the state in which, or from which, it fails; undefined where there is nothing to look for. */
function depthOf({ failure, states }: Finding): number | undefined {
  return failure.where.kind === 'order' ? undefined : states.length - 1;
}

/** Whether two failures are the same: in a step, also of the same thread at the same label. */
function isSameFailure({ steps }: Program, one: Failure, other: Failure): boolean {
  if (!isSameCheck(one, other)) return false;
  const [a, b] = [failingStep(one), failingStep(other)];
  if (a === undefined || b === undefined) return a === b;
  return steps[a]!.thread === steps[b]!.thread && steps[a]!.label === steps[b]!.label;
}

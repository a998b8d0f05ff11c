import { Impure } from '../meaning/impure.ts';
import type { LearnedOutcome, LearnedSteps } from '../meaning/learnedSteps.ts';
import type { Program } from '../program/program.ts';
import { mayIdle } from '../program/thread.ts';
import { bitOf } from '../program/ways.ts';
import type { StateLayout } from './layout.ts';
import { stepPatch } from './patch.ts';

/** What is known of a step besides its ways: nothing, that it is closed, that it fails. */
export const unknown = 0;
export const closed = -1;
const failing = -2;

/** How a thread leaves its work by a step. */
export const leaving = { not: 0, returns: 1, idles: 2 } as const;

/** After so many new paths of a step it is asked whether it pays to learn more: so many known ones must have come for each. */
const trial = 512;
const pays = 16;

/**
 * The steps that need not be run: what a step has come to in a state that looks the same to it, it comes to again. A step
 * that fails is run each time, and so is one that looks at too much for that to pay.
 */
export class LearnedWays {
  readonly #program: Program;
  readonly #layout: StateLayout;
  readonly #learned: LearnedSteps | undefined;
  /** By the number of an outcome: 0 where it was not looked at, `closed`, `failing`, or where in `#patches` it begins. */
  #ways = new Int32Array(1 << 8);
  /** Of each outcome the bit of its way, how the thread leaves, how many words it changes, and those: word, what stays, what is set. */
  #patches = new Int32Array(1 << 10);
  #end = 1;
  /** By the number of a step: whether it is run each time, and how often it was known and was not. */
  readonly #isRun: Uint8Array;
  readonly #known: Int32Array;
  readonly #new: Int32Array;

  /** Where nothing is to be `learned`, each step is run each time. */
  constructor(program: Program, layout: StateLayout, learned?: LearnedSteps) {
    this.#program = program;
    this.#layout = layout;
    this.#learned = learned;
    this.#isRun = new Uint8Array(program.steps.length).fill(learned === undefined ? 1 : 0);
    this.#known = new Int32Array(program.steps.length);
    this.#new = new Int32Array(program.steps.length);
  }

  /** What is known of a step in the state that the words are: `unknown`, `closed`, or the number of the way that it goes. */
  of(step: number, state: Int32Array): number {
    if (this.#isRun[step] === 1) return unknown;
    const outcome = this.#learned!.known(step, state, 0);
    if (outcome === 0) return unknown;
    const way = this.#wayOf(outcome);
    if (way === failing) return unknown;
    this.#known[step]!++;
    return way;
  }

  /** Changes the words from what they are before a step to what they are behind it, by the number of its way. */
  put(way: number, words: Int32Array): void {
    const patches = this.#patches;
    const end = way + head + 3 * patches[way + 2]!;
    for (let i = way + head; i < end; i += 3) {
      const word = patches[i]!;
      words[word] = (words[word]! & patches[i + 1]!) | patches[i + 2]!;
    }
  }

  /** The bit that stands for the way of that number in what a search has seen. */
  bit(way: number): number {
    return this.#patches[way]!;
  }

  /** How the thread leaves its work by the way of that number, one of `leaving`. */
  leaving(way: number): number {
    return this.#patches[way + 1]!;
  }

  /**
   * Learns what a step comes to in the state that the words are. It has just been run, and has made the words `after` of
   * it; there are none where it was closed. Throws Impure where it does not come to the same when it is run again.
   */
  learn(step: number, state: Int32Array, after?: Int32Array): void {
    if (this.#isRun[step] === 1) return;
    if (++this.#new[step]! >= trial) this.#judge(step);
    const taken = this.#program.steps[step]!;
    const way = this.#wayOf(this.#learned!.outcome(taken, state, 0).number);
    const isSame = after === undefined ? way === closed : way > 0 && this.#makes(after, way, state);
    if (!isSame) throw new Impure(this.#program, taken, state.slice());
  }

  #makes(after: Int32Array, way: number, state: Int32Array): boolean {
    const made = state.slice();
    this.put(way, made);
    return made.every((word, i) => word === after[i]);
  }

  #judge(step: number): void {
    if (this.#known[step]! < pays * this.#new[step]!) this.#isRun[step] = 1;
    this.#known[step] = 0;
    this.#new[step] = 0;
  }

  #wayOf(outcome: number): number {
    return this.#ways[outcome] || this.#look(outcome);
  }

  #look(outcome: number): number {
    if (outcome >= this.#ways.length) this.#ways = widened(this.#ways, outcome);
    const way = this.#added(this.#learned!.numbered(outcome));
    this.#ways[outcome] = way;
    return way;
  }

  #added(outcome: LearnedOutcome): number {
    if (outcome.kind !== 'taken') return outcome.kind === 'closed' ? closed : failing;
    const { thread, branch } = outcome.step;
    const { label } = branch.targets[outcome.way]!;
    const returns = label === thread.body.labels.length;
    const idles = label === 0 && mayIdle(thread);
    const leaves = returns ? leaving.returns : idles ? leaving.idles : leaving.not;
    const { words } = stepPatch(this.#program, this.#layout, outcome);
    const made = [bitOf(branch, outcome.way), leaves, words.length];
    for (const { word, keeps, code } of words) made.push(word, keeps, code);
    const way = this.#end;
    this.#end += made.length;
    if (this.#end > this.#patches.length) this.#patches = widened(this.#patches, this.#end);
    this.#patches.set(made, way);
    return way;
  }
}

/** What comes before the words of a patch. */
const head = 3;

function widened(numbers: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(size * 2);
  wider.set(numbers);
  return wider;
}

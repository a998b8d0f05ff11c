import { ModelError } from '../../model/language/index.ts';
import type { LearnedOutcome } from '../meaning/learnedSteps.ts';
import type { Compiled } from '../packed/compiled.ts';
import { type Patch, stepPatch, storesPatch } from '../packed/patch.ts';
import type { EnabledSteps } from './enabledSteps.ts';
import type { Execution, Frame } from './frame.ts';
import type { Offer } from './offers.ts';
import { StateIndex } from './stateIndex.ts';

/** How many states with a label half done are looked at, of each thread: so many, or twice as many as there are others. */
const mostHalves = 10_000;

/** Goes on from states in which a label is half done: whatever the other threads do there, it stays so. */
export class HalfDone {
  readonly #compiled: Compiled;
  readonly #steps: EnabledSteps;
  readonly #note: (frame: Frame, offer: Offer) => void;
  /** By thread, the states in which a label of it is half done. */
  readonly #halves: readonly StateIndex[];
  /** The next one. */
  readonly #next: Int32Array;
  /** By the number of an outcome. */
  readonly #patches: (Patch | undefined)[] = [];

  /** `note` is told what is offered to those who can come between the accesses of a frame. */
  constructor(compiled: Compiled, steps: EnabledSteps, note: (frame: Frame, offer: Offer) => void) {
    const { words, threads } = compiled.generated.layout;
    this.#compiled = compiled;
    this.#steps = steps;
    this.#note = note;
    this.#halves = threads.map(() => new StateIndex(words));
    this.#next = new Int32Array(words);
  }

  /** What an execution has stored behind so many accesses, for each of the counts. */
  storedBy({ accesses, ghosts }: Execution, counts: readonly number[]): Patch[] {
    const { layout } = this.#compiled.generated;
    return counts.map((count) => {
      const written = ghosts.flatMap(({ field, code, behind }) =>
        behind <= count ? [[field, code] as const] : [],
      );
      const stores = accesses.slice(0, count).flatMap((access) => [...access.stores]);
      return storesPatch(layout, [...written, ...stores]);
    });
  }

  /** Looks at what the others can do where the frame has stored that much, and behind it; `visited` states have no label half done. */
  follow(frame: Frame, stored: Patch, states: Int32Array, offset: number, visited: number): void {
    const { words } = this.#compiled.generated.layout;
    const half = this.#halves[frame.thread]!;
    const most = Math.max(mostHalves, 2 * visited);
    const first = half.size;
    stored.copy(states, offset, this.#next);
    half.add(this.#next, 0);
    for (let at = first; at < half.size && half.size < most; at++) this.#goOn(frame, half, at * words);
  }

  /** Looks at what the others can do in a state in which the frame is half done. */
  #goOn(frame: Frame, half: StateIndex, offset: number): void {
    const { threads, cpus } = this.#compiled.generated.layout;
    const { offers } = this.#steps;
    for (let other = 0; other < threads.length; other++) {
      offers[other] = undefined;
      if (this.#comesBetween(other, frame.thread, half.states, offset))
        this.#steps.ask(other, half.states, offset, true);
    }
    for (const offer of offers) {
      if (offer === undefined) continue;
      if (!frame.metHalf.has(offer.number)) this.#note(frame, offer);
      if (cpus.length > 0) continue;
      for (const { outcome } of offer.enabled) {
        if (outcome.kind !== 'taken') continue;
        this.#behind(outcome).copy(half.states, offset, this.#next);
        half.add(this.#next, 0);
      }
    }
  }

  #behind(outcome: LearnedOutcome): Patch {
    const known = this.#patches[outcome.number];
    if (known !== undefined) return known;
    const { program, generated } = this.#compiled;
    const made = stepPatch(program, generated.layout, outcome);
    this.#patches[outcome.number] = made;
    return made;
  }

  /** As EnabledSteps says; a rule of preemption that cannot do with what no run has forbids nothing there. */
  #comesBetween(other: number, thread: number, states: Int32Array, offset: number): boolean {
    try {
      return this.#steps.comesBetween(other, thread, states, offset);
    } catch (error) {
      if (error instanceof ModelError) return true;
      throw error;
    }
  }
}

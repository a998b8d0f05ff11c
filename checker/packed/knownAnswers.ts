import type { AskedProperty, Known } from '../program/askedProperty.ts';
import type { Program } from '../program/program.ts';
import { Answered } from './answered.ts';
import { Footprints } from './footprints.ts';
import type { StateLayout } from './layout.ts';

/** How many states are let pass where it cannot be told what a question looks at. */
const longRest = 2 ** 20;

/** Knows of the state that words are which properties need not be asked again. */
export class KnownAnswers implements Known {
  readonly #words: Int32Array;
  readonly #footprints: Footprints;
  readonly #answered = new Map<AskedProperty, Answered>();

  constructor(program: Program, layout: StateLayout, words: Int32Array) {
    this.#words = words;
    this.#footprints = new Footprints(program, layout);
  }

  has(property: AskedProperty): boolean {
    return this.#of(property).has(this.#words);
  }

  note(property: AskedProperty, answer: boolean): void {
    const answered = this.#of(property);
    if (!answered.wants) return;
    const bits = this.#footprints.of(property.holds, this.#words, answer);
    if (bits === undefined) answered.rest(longRest);
    else answered.note(this.#words, bits);
  }

  #of(property: AskedProperty): Answered {
    const known = this.#answered.get(property);
    if (known !== undefined) return known;
    const made = new Answered();
    this.#answered.set(property, made);
    return made;
  }
}

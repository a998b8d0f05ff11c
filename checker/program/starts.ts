import type { State } from './state.ts';

/** The states to start from, by name: each is made anew when it is asked for, and none is kept. */
export class Starts {
  readonly #names: ReadonlySet<string>;
  readonly #make: (name: string) => State;

  constructor(names: Iterable<string>, make: (name: string) => State) {
    this.#names = new Set(names);
    this.#make = make;
  }

  /** The state of that name; undefined where there is none. Throws ModelError for one that cannot be made. */
  get(name: string): State | undefined {
    return this.#names.has(name) ? this.#make(name) : undefined;
  }

  /** Their names, in order. */
  keys(): Iterable<string> {
    return this.#names;
  }

  *values(): Iterable<State> {
    for (const name of this.#names) yield this.#make(name);
  }

  *[Symbol.iterator](): Iterator<[name: string, state: State]> {
    for (const name of this.#names) yield [name, this.#make(name)];
  }
}

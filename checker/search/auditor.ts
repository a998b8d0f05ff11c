import type { PackedEngine } from '../packed/packedEngine.ts';
import type { Seen } from '../packed/seen.ts';

/** Who looks again at some of the states that a search expands. */
export interface Auditor {
  /** Whether to look at the state of that number; `isNew` says that a step has been taken in it for the first time. */
  wants(state: number, isNew: boolean): boolean;
  /** Looks at a state, with the engine of the search, whose batch is the same before and after. */
  look(engine: PackedEngine, state: Int32Array): void;
}

/** The states of a search that an auditor, if there is one, still has to look at. */
export class Audited {
  readonly #auditor: Auditor | undefined;
  readonly #engine: PackedEngine;
  readonly #waiting: Int32Array[] = [];
  #news = 0;

  constructor(auditor: Auditor | undefined, engine: PackedEngine) {
    this.#auditor = auditor;
    this.#engine = engine;
  }

  /** Notes the state at the offset, which has been expanded, where the auditor wants it. */
  note({ news }: Seen, number: number, states: Int32Array, offset: number): void {
    const isNew = news > this.#news;
    this.#news = news;
    if (this.#auditor?.wants(number, isNew) !== true) return;
    this.#waiting.push(states.slice(offset, offset + this.#engine.words));
  }

  /** Has all of them looked at. It is no part of a slice, which may be cut short: what an audit sets up is undone. */
  look(): void {
    for (const state of this.#waiting.splice(0)) this.#auditor!.look(this.#engine, state);
  }
}

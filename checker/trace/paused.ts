/** Work that pauses after every few steps of it, for somebody to look at the clock and at signals, or to leave it there. */
export type Paused<T> = Generator<undefined, T>;

/** Does all of it at once. */
export function atOnce<T>(work: Paused<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

export interface PatienceOptions {
  /** When the time is up, as performance.now() tells it. */
  readonly until?: number;
  /** Asked a few times a second; a true answer ends the patience. */
  readonly isInterrupted?: () => boolean | undefined;
}

/** How long there is interest in work that is not needed but welcome. */
export class Patience {
  readonly #until: number;
  readonly #isInterrupted: () => boolean | undefined;
  #ended: string | undefined;

  constructor({ until = Number.POSITIVE_INFINITY, isInterrupted = () => false }: PatienceOptions = {}) {
    this.#until = until;
    this.#isInterrupted = isInterrupted;
  }

  /** Why it has ended, if it has. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** Does the work; undefined where the patience ends before. */
  async with<T>(work: Paused<T>): Promise<T | undefined> {
    for (let lookedAt = 0; this.#ended === undefined; ) {
      const now = performance.now();
      if (now >= this.#until) this.#ended = 'the time was up';
      else if (now >= lookedAt + lookMs) {
        await new Promise((resume) => setImmediate(resume));
        if (this.#isInterrupted() === true) this.#ended = 'it was interrupted';
        lookedAt = performance.now();
      }
      if (this.#ended !== undefined) break;
      const { done, value } = work.next();
      if (done) return value;
    }
    return undefined;
  }
}

/** Milliseconds between two looks at signals. */
const lookMs = 40;

import type { Seen } from '../packed/seen.ts';
import type { Failure } from '../program/failure.ts';
import { LockJudge } from '../program/lockJudge.ts';
import type { Program } from '../program/program.ts';
import { PropertyChecks } from '../program/propertyChecks.ts';

/** A failed order, and the number of the state from which the step was taken that contradicts what was known. */
export interface OrderFailure {
  readonly failure: Failure;
  readonly state: number;
}

/**
 * Judges the order of locks, and how they are used in handlers and elsewhere, between the rounds of a search: what a round was the first to see, in the order
 * of the states and steps that showed them, so that nothing hangs on when a round saw which.
 */
export class OrderJudge {
  readonly #properties: PropertyChecks;
  readonly #judge: LockJudge;
  #judged = { pairs: 0, uses: 0 };

  constructor(program: Program) {
    this.#properties = new PropertyChecks(program);
    this.#judge = new LockJudge(program);
  }

  /** The failures among the pairs and the uses that have come since it was last asked. */
  judge({ pairs, uses }: Seen): OrderFailure[] {
    if (pairs.size === this.#judged.pairs && uses.size === this.#judged.uses) return [];
    const fresh = [
      ...[...uses.values()].slice(this.#judged.uses).map((use) => ({ ...use, use })),
      ...[...pairs.values()].slice(this.#judged.pairs).map((pair) => ({ ...pair, pair })),
    ];
    this.#judged = { pairs: pairs.size, uses: uses.size };
    // Of one step the uses stay in front, as lockdep marks them first.
    const sorted = fresh.sort((a, b) => a.state - b.state || a.step - b.step);
    return sorted.flatMap(({ state, step, ...seen }) => {
      const found = 'pair' in seen ? this.#judge.pair(seen.pair) : this.#judge.use(seen.use, step);
      return found.map((one) => {
        const where = { kind: 'order', step } as const;
        return { failure: this.#properties.named({ ...one, where }), state };
      });
    });
  }
}

import type { Seen } from '../packed/seen.ts';
import type { Failure } from '../program/failure.ts';
import { LockOrder } from '../program/lockOrder.ts';
import type { Program } from '../program/program.ts';
import { PropertyChecks } from '../program/propertyChecks.ts';

/** A failed order, and the number of the state from which the step was taken that contradicts what was known. */
export interface OrderFailure {
  readonly failure: Failure;
  readonly state: number;
}

/**
 * Judges the order of locks between the rounds of a search: the pairs that a round was the first to see, in the order
 * of the states and steps that showed them, so that nothing hangs on when a round saw which.
 */
export class OrderJudge {
  readonly #properties: PropertyChecks;
  readonly #order: LockOrder;
  #judged = 0;

  constructor(program: Program) {
    this.#properties = new PropertyChecks(program);
    this.#order = new LockOrder(program.locks);
  }

  /** The failures among the pairs that have come since it was last asked. */
  judge({ pairs }: Seen): OrderFailure[] {
    if (pairs.size === this.#judged) return [];
    const fresh = [...pairs.values()].slice(this.#judged);
    this.#judged = pairs.size;
    const sorted = fresh.sort((a, b) => a.state - b.state || a.step - b.step);
    return sorted.flatMap(({ state, step, ...pair }) => {
      const cycle = this.#order.add(pair);
      if (cycle === undefined) return [];
      const where = { kind: 'order', step } as const;
      return [{ failure: this.#properties.named({ check: 'lock-order', ...cycle, where }), state }];
    });
  }
}

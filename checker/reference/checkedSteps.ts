import { Violation } from '../../model/language/index.ts';
import type { Failure } from '../program/failure.ts';
import { forms } from '../program/forms.ts';
import { LockOrder } from '../program/lockOrder.ts';
import { pairsTaken } from '../program/locks.ts';
import { PropertyChecks } from '../program/propertyChecks.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import type { ReferenceEngine } from './referenceEngine.ts';

/** Steps on the reference engine with all checks, those of the order of locks over every step that was taken. */
export class CheckedSteps {
  readonly #engine: ReferenceEngine;
  readonly #properties: PropertyChecks;
  readonly #order: LockOrder;
  readonly #witnessed = new Set<string>();

  constructor(engine: ReferenceEngine) {
    this.#engine = engine;
    this.#properties = new PropertyChecks(engine.program);
    this.#order = new LockOrder(engine.program.locks);
  }

  /** Takes a step: the next state, or how it fails. */
  step(state: State, step: Step): State | Failure {
    const engine = this.#engine;
    try {
      const next = engine.step(state, step);
      engine.checkEnd(next, step);
      this.#properties.step(state.shared, next.shared, engine.threadViews(next));
      return this.#outOfOrder(state, next, step) ?? next;
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return this.#properties.failure(error, step.number);
    }
  }

  /** What is wrong with a state, or with it as an end, where no step is possible. */
  wrong(state: State): Failure | undefined {
    const { shared } = state;
    const threads = this.#engine.threadViews(state);
    const failure = this.#properties.state(shared, threads, this.#witnessed);
    if (failure !== undefined || this.#engine.enabled(state).length > 0) return failure;
    return this.#properties.terminal(shared, threads);
  }

  #outOfOrder(before: State, after: State, { label, thread, number }: Step): Failure | undefined {
    if (!forms[label.form].ordersLocks) return undefined;
    for (const pair of pairsTaken(this.#engine.program.locks, before.shared, after.shared, thread.index)) {
      const cycle = this.#order.add(pair);
      if (cycle === undefined) continue;
      return this.#properties.named({
        check: 'lock-order',
        ...cycle,
        where: { kind: 'order', step: number },
      });
    }
    return undefined;
  }
}

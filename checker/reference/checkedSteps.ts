import { Violation } from '../../model/language/index.ts';
import { lockedOut } from '../meaning/lockedOut.ts';
import { type Failure, together } from '../program/failure.ts';
import { forms } from '../program/forms.ts';
import { LockJudge } from '../program/lockJudge.ts';
import { pairsTaken } from '../program/locks.ts';
import { hasHandlers, usesMade } from '../program/lockUses.ts';
import { PropertyChecks } from '../program/propertyChecks.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import type { ReferenceEngine } from './referenceEngine.ts';

/**
 * Steps on the reference engine with all checks. The order of locks is judged over every step that was taken, or not at
 * all where the steps are some of a search's, which judges it by all of them.
 */
export class CheckedSteps {
  readonly #engine: ReferenceEngine;
  readonly #properties: PropertyChecks;
  readonly #judge: LockJudge | undefined;
  readonly #witnessed = new Set<string>();

  constructor(engine: ReferenceEngine, judgesOrder = true) {
    this.#engine = engine;
    this.#properties = new PropertyChecks(engine.program);
    this.#judge = judgesOrder ? new LockJudge(engine.program) : undefined;
  }

  /** What of the user's was asked last, in words. */
  doing(): string {
    const { asking } = this.#properties;
    return asking === undefined ? this.#engine.doing() : `property "${asking}"`;
  }

  /** Takes a step: the next state, or how it fails. */
  step(state: State, step: Step): State | Failure {
    const engine = this.#engine;
    try {
      const next = engine.step(state, step);
      const known = engine.leftBy(step, state, next);
      this.#properties.step(state.shared, next.shared, engine.threadViews(next), known);
      return this.#outOfOrder(state, next, step) ?? next;
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return this.#properties.failure(error, step.number);
    }
  }

  /** What every question of the program about states answers in one, by its name. */
  answers(state: State): ReadonlyMap<string, boolean> {
    return this.#properties.answers(state.shared, this.#engine.threadViews(state));
  }

  /** What is wrong with a state, or with it as an end, where no step is possible: `enabled` are those that are. */
  wrong(state: State, enabled = () => this.#engine.enabled(state)): Failure | undefined {
    if (this.#engine.isBeyond(state)) return undefined;
    const { shared } = state;
    const threads = this.#engine.threadViews(state);
    const out = () => lockedOut(this.#engine.program, state);
    const isStuck = () => enabled().length === 0;
    const failure = this.#properties.state(shared, threads, this.#witnessed, isStuck, out);
    if (failure !== undefined || !isStuck()) return failure;
    return this.#properties.terminal(shared, threads, new Set(), out);
  }

  #outOfOrder(before: State, after: State, { label, thread, number }: Step): Failure | undefined {
    if (this.#judge === undefined) return undefined;
    const { program } = this.#engine;
    const { ordersLocks } = forms[label.form];
    const pairs = ordersLocks ? pairsTaken(program.locks, before.shared, after.shared, thread.index) : [];
    const uses = hasHandlers(program)
      ? usesMade(program, before.shared, after.shared, thread.index, ordersLocks)
      : [];
    const found = [
      ...uses.flatMap((use) => this.#judge!.use(use, number)),
      ...pairs.flatMap((pair) => this.#judge!.pair(pair)),
    ];
    const where = { kind: 'order', step: number } as const;
    return together(found.map((one) => this.#properties.named({ ...one, where })));
  }
}

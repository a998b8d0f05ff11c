import { accessesOf, ghostWritesOf } from '../meaning/accesses.ts';
import type { LearnedOutcome } from '../meaning/learnedSteps.ts';
import type { Execution } from './frame.ts';

/** The executions that outcomes of steps are, each once. */
export class Executions {
  readonly #byKey = new Map<string, Execution>();
  readonly #ofOutcome: (Execution | undefined)[] = [];

  /** All that were met. */
  get all(): Execution[] {
    return [...this.#byKey.values()];
  }

  of(outcome: LearnedOutcome): Execution {
    const known = this.#ofOutcome[outcome.number];
    if (known !== undefined) return known;
    const made = this.#made(String(outcome.number), outcome, []);
    this.#ofOutcome[outcome.number] = made;
    return made;
  }

  /** Who takes the branch that is left has seen that all others are closed. */
  otherwise(outcome: LearnedOutcome, closed: readonly LearnedOutcome[]): Execution {
    const key = [outcome, ...closed].map(({ number }) => number).join();
    return this.#byKey.get(key) ?? this.#made(key, outcome, closed);
  }

  #made(key: string, outcome: LearnedOutcome, closed: readonly LearnedOutcome[]): Execution {
    const touches = [...closed, outcome].flatMap((one) => one.touches);
    const { thread, label } = outcome.step;
    const number = this.#byKey.size;
    const made = {
      number,
      thread: thread.index,
      label,
      accesses: accessesOf(touches),
      ghosts: ghostWritesOf(touches),
      ghostsRead: new Set(
        touches.flatMap(({ field, kind }) => (field.ghost && kind === 'read' ? [field] : [])),
      ),
    };
    this.#byKey.set(key, made);
    return made;
  }
}

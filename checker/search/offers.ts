import type { LearnedOutcome, LearnedSteps } from '../meaning/learnedSteps.ts';
import type { Step } from '../program/step.ts';
import type { Executions } from './executions.ts';
import type { Execution } from './frame.ts';

/** What a thread finds at its label: the ways on that are open, and what it looks at in vain. */
export interface Offer {
  /** Its place among all offers that were made. */
  readonly number: number;
  readonly enabled: readonly Enabled[];
  /** The guards that are closed, whether or not another one is open. */
  readonly waiting: readonly Execution[];
}

/** A way on. */
export interface Enabled {
  readonly execution: Execution;
  readonly outcome: LearnedOutcome;
}

/** Offers by the outcomes of the steps of a label, one after the other: few differ, however many states there are. */
class Prefix {
  readonly #longer = new Map<number, Prefix>();
  offer: Offer | undefined;

  with(outcome: number): Prefix {
    const known = this.#longer.get(outcome);
    if (known !== undefined) return known;
    const made = new Prefix();
    this.#longer.set(outcome, made);
    return made;
  }
}

/** The offers that labels make, each once. */
export class Offers {
  readonly #steps: LearnedSteps;
  readonly #executions: Executions;
  readonly #none = new Prefix();
  /** Of the label that is looked at. */
  readonly #outcomes: LearnedOutcome[] = [];
  #size = 0;

  constructor(steps: LearnedSteps, executions: Executions) {
    this.#steps = steps;
    this.#executions = executions;
  }

  /** What the steps of a label offer in the packed state at the offset; see LearnedSteps for `imagined`. */
  of(steps: readonly Step[], states: Int32Array, offset: number, imagined: boolean): Offer {
    const outcomes = this.#outcomes;
    outcomes.length = 0;
    let at = this.#none;
    let closed = 0;
    for (const step of steps) {
      // The branch that is left is taken where all others are closed.
      if (step.branch.otherwise && closed < outcomes.length) break;
      const outcome = this.#steps.outcome(step, states, offset, imagined);
      if (outcome.kind === 'closed') closed++;
      outcomes.push(outcome);
      at = at.with(outcome.number);
    }
    at.offer ??= this.#made(outcomes);
    return at.offer;
  }

  #made(outcomes: readonly LearnedOutcome[]): Offer {
    const closed = outcomes.filter(({ kind }) => kind === 'closed');
    const open = outcomes.filter(({ kind }) => kind !== 'closed');
    const enabled = open.map((outcome) => ({
      outcome,
      execution: outcome.step.branch.otherwise
        ? this.#executions.otherwise(outcome, closed)
        : this.#executions.of(outcome),
    }));
    return { number: this.#size++, enabled, waiting: closed.map((outcome) => this.#executions.of(outcome)) };
  }
}

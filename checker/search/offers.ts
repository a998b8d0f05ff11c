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
  /** By the number of the outcome of a label's first step. */
  readonly #first: (Prefix | undefined)[] = [];
  /** Of the label that is looked at, so many. */
  readonly #outcomes: LearnedOutcome[] = [];
  #size = 0;

  constructor(steps: LearnedSteps, executions: Executions) {
    this.#steps = steps;
    this.#executions = executions;
  }

  /** What the steps of a label offer in the packed state at the offset; see LearnedSteps for `imagined`. */
  of(steps: readonly Step[], states: Int32Array, offset: number, imagined: boolean): Offer {
    const outcomes = this.#outcomes;
    let at: Prefix | undefined;
    let count = 0;
    let closed = 0;
    for (const step of steps) {
      // The branch that is left is taken where all others are closed.
      if (step.branch.otherwise && closed < count) break;
      const outcome = this.#steps.outcome(step, states, offset, imagined);
      if (outcome.kind === 'closed') closed++;
      outcomes[count++] = outcome;
      at = at === undefined ? this.#beginning(outcome.number) : at.with(outcome.number);
    }
    at ??= this.#beginning(0);
    at.offer ??= this.#made(outcomes.slice(0, count));
    return at.offer;
  }

  #beginning(outcome: number): Prefix {
    // Filled without holes: outcomes are numbered as they are met.
    while (this.#first.length <= outcome) this.#first.push(undefined);
    const known = this.#first[outcome] ?? new Prefix();
    this.#first[outcome] = known;
    return known;
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

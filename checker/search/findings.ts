import { apart, type Failure, nameOfFailure } from '../program/failure.ts';
import type { Program } from '../program/program.ts';
import type { Explored } from './explored.ts';
import { isAny, meets, type Sought } from './sought.ts';
import { type Finding, stepsTo } from './space.ts';

/** What a failure means for the search that comes upon it: nothing, the end of its level, or the end at once. */
export type Ends = 'not' | 'with the level' | 'now';

/** The failures that a search has come upon, each check or property once, and the one that is sought. */
export class Findings {
  readonly #program: Program;
  readonly #sought: Sought;
  readonly #found: { failure: Failure; state: number }[] = [];

  constructor(program: Program, sought: Sought) {
    this.#program = program;
    this.#sought = sought;
  }

  /** Adds a failure, and those beside it, in the state or in a step from the state of that number. */
  add(failures: Failure, state: number): Ends {
    const all = apart(failures).map((failure) => this.#add(failure, state));
    return all.includes('now') ? 'now' : all.includes('with the level') ? 'with the level' : 'not';
  }

  #add(failure: Failure, state: number): Ends {
    const sought = this.#sought;
    const name = nameOfFailure(failure);
    const ends = meets(sought, this.#program, failure);
    const same = this.#found.filter((found) => nameOfFailure(found.failure) === name);
    // The one that is looked for may have the name of one that was found elsewhere.
    const isFirst = ends && !same.some((found) => meets(sought, this.#program, found.failure));
    if (same.length === 0 || isFirst) this.#found.push({ failure, state });
    if (!ends || (typeof sought === 'object' && sought.goesOn)) return 'not';
    // A state of the level that is wrong itself is one step nearer.
    return failure.where.kind === 'step' && isAny(sought) ? 'with the level' : 'now';
  }

  /** All of them, the nearest first, each with a shortest way to it. */
  among(explored: Explored): Finding[] {
    return this.#found
      .map(({ failure, state }) => ({ failure, states: explored.pathTo(state) }))
      .sort((a, b) => stepsTo(a) - stepsTo(b));
  }
}

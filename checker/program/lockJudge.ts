import { LockOrder } from './lockOrder.ts';
import { LockStates, lockStateCheck } from './lockStates.ts';
import type { LockPair } from './locks.ts';
import { hasHandlers, type LockUse } from './lockUses.ts';
import type { Program } from './program.ts';
import { describeStep } from './step.ts';

/** What the steps of all runs together say against the locks of a program: the check, and why. */
export interface LockFinding {
  readonly check: string;
  readonly message: string;
  readonly about?: string;
}

/** The checks that are made of all runs together. */
export const orderChecks: readonly string[] = ['lock-order', lockStateCheck];

/** Judges pairs and uses of locks in the order in which they are told it. */
export class LockJudge {
  readonly #program: Pick<Program, 'locks' | 'steps'>;
  readonly #order: LockOrder;
  readonly #states: LockStates | undefined;

  constructor(program: Pick<Program, 'locks' | 'threads' | 'steps'>) {
    this.#program = program;
    this.#order = new LockOrder(program.locks);
    this.#states = hasHandlers(program) ? new LockStates(program.locks) : undefined;
  }

  /** What is wrong with a lock that is taken with another one held. */
  pair(pair: LockPair): LockFinding[] {
    const cycle = this.#order.add(pair);
    const state = this.#states?.addPair(pair);
    return [
      ...(cycle === undefined ? [] : [{ check: 'lock-order', ...cycle }]),
      ...(state === undefined ? [] : [{ check: lockStateCheck, ...state }]),
    ];
  }

  /** What is wrong with the use that a step, by its number, makes of a lock. */
  use(use: LockUse, step: number): LockFinding[] {
    const found = this.#states?.addUse(use, describeStep(this.#program.steps[step]!));
    return found === undefined ? [] : [{ check: lockStateCheck, ...found }];
  }
}

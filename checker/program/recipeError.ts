import { ModelError } from '../../model/language/index.ts';
import { messageOf } from './messageOf.ts';
import type { Program } from './program.ts';
import { describeStep, type Step } from './step.ts';

/** The complaint of a guard that assigns. */
export class GuardWrote extends Error {}

/** The complaint of a guard or a test that answers neither true nor false. */
export class NoAnswer extends Error {
  constructor(part: 'guard' | 'test', value: unknown) {
    super(`its ${part} answers ${String(value)}; allowed: true, false`);
  }
}

/** What a guard or a test has answered; throws NoAnswer where it is no boolean. */
export function answerOf(part: 'guard' | 'test', value: unknown): boolean {
  if (value !== true && value !== false) throw new NoAnswer(part, value);
  return value;
}

/** The ModelError for a recipe that threw something that is no violation, or for one that did what it must not. */
export function recipeError({ scenario, design }: Program, step: Step, error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  const where = `${scenario.name}@${design}: ${describeStep(step)}`;
  if (error instanceof GuardWrote) {
    return new ModelError(`${where}: its guard changes the state; allowed: guards that only read`);
  }
  if (error instanceof NoAnswer) return new ModelError(`${where}: ${error.message}`);
  return new ModelError(`${where}: its recipe throws: ${messageOf(error)}`);
}

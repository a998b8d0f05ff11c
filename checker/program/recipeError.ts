import { ModelError } from '../../model/language/index.ts';
import { messageOf } from './messageOf.ts';
import type { Program } from './program.ts';
import { describeStep, type Step } from './step.ts';

/** The complaint of a guard that assigns. */
export class GuardWrote extends Error {}

/** The ModelError for a recipe that threw something that is no violation, or a guard that wrote. */
export function recipeError({ scenario, design }: Program, step: Step, error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  const where = `${scenario.name}@${design}: ${describeStep(step)}`;
  if (error instanceof GuardWrote) {
    return new ModelError(`${where}: its guard changes the state; allowed: guards that only read`);
  }
  return new ModelError(`${where}: its recipe throws: ${messageOf(error)}`);
}

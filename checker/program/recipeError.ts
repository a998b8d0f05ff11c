import { ModelError } from '../../model/language/index.ts';
import { messageOf } from './messageOf.ts';
import type { Program } from './program.ts';
import { type Action, describeAction } from './state.ts';

/** The complaint of a guard that assigns. */
export class GuardWrote extends Error {}

/** The ModelError for a recipe that threw something that is no violation, or a guard that wrote. */
export function recipeError(program: Program, action: Action, error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  const where = `${program.scenario.name}@${program.design}: ${describeAction(program, action)}`;
  if (error instanceof GuardWrote) {
    return new ModelError(`${where}: its guard changes the state; allowed: guards that only read`);
  }
  return new ModelError(`${where}: its recipe throws: ${messageOf(error)}`);
}

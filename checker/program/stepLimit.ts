import { ModelError } from '../../model/language/index.ts';
import { CutShort, cutShort } from '../code/cutShort.ts';
import type { Program } from './program.ts';

/** Milliseconds within which a recipe, a guard or a property must have answered: what takes longer is no step. */
export const stepLimitMs = 5000;

/** The ModelError for what has not come to an end within some milliseconds; `what` names it. */
export function neverEnds({ scenario, design }: Program, what: string, ms: number): ModelError {
  return new ModelError(
    `${scenario.name}@${design}: ${what}: it has not ended after ${ms / 1000} s; allowed: recipes, guards and properties that end`,
  );
}

/** Asks something of the user's that must answer in time; `what` names it. Throws ModelError where it does not. */
export function answered<T>(program: Program, what: () => string, ask: () => T, ms: number = stepLimitMs): T {
  try {
    return cutShort(ms, ask);
  } catch (error) {
    throw error instanceof CutShort ? neverEnds(program, what(), ms) : error;
  }
}

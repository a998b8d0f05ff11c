import type { Threads } from '../../model/language/index.ts';
import type { Program } from './program.ts';
import { propertyError } from './propertyError.ts';
import { NoAnswer } from './recipeError.ts';

/**
 * Whether a state is beyond what a program states as its bounds. Throws ModelError for a statement that throws, or
 * answers neither true nor false.
 */
export function isBeyond(program: Program, shared: unknown, threads: Threads): boolean {
  return program.within.some(({ name, holds }) => {
    try {
      const answer: unknown = holds(shared as never, threads);
      if (answer === true || answer === false) return !answer;
      throw new NoAnswer(`property "${name}"`, answer);
    } catch (error) {
      throw propertyError(program, name, error);
    }
  });
}

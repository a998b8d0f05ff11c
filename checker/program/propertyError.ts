import { ModelError } from '../../model/language/index.ts';
import { messageOf } from './messageOf.ts';
import type { Program } from './program.ts';
import { NoAnswer } from './recipeError.ts';

/** The mistake that it is where a property throws instead of answering. */
export function propertyError({ scenario, design }: Program, name: string, error: unknown) {
  const subject = `${scenario.name}@${design}: property "${name}"`;
  if (error instanceof NoAnswer) return new ModelError(`${scenario.name}@${design}: ${error.message}`);
  if (error instanceof ModelError) return new ModelError(`${subject}: ${error.message}`);
  return new ModelError(
    `${subject} throws instead of answering: ${messageOf(error)}; allowed: reading the state`,
  );
}

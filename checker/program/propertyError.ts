import { ModelError } from '../../model/language/index.ts';
import type { Program } from './program.ts';
import { NoAnswer } from './recipeError.ts';
import { thrownText } from './thrownText.ts';

/** The mistake that it is where a property throws instead of answering. */
export function propertyError(program: Program, name: string, error: unknown) {
  const { scenario, design } = program;
  const subject = `${scenario.name}@${design}: property "${name}"`;
  if (error instanceof NoAnswer) return new ModelError(`${scenario.name}@${design}: ${error.message}`);
  if (error instanceof ModelError) return new ModelError(`${subject}: ${error.message}`);
  return new ModelError(
    `${subject} throws instead of answering: ${thrownText(program, error)}; allowed: reading the state`,
  );
}

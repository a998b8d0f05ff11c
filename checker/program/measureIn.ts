import type { Threads } from '../../model/language/index.ts';
import { type Measure, numberOf } from './measures.ts';
import type { Program } from './program.ts';
import { propertyError } from './propertyError.ts';

/** What a measure answers in a state; throws ModelError for one that throws, or answers no number. */
export function measureIn(
  program: Program,
  { name, measure }: Measure,
  shared: unknown,
  threads: Threads,
): number {
  try {
    return numberOf(measure(shared as never, threads));
  } catch (error) {
    throw propertyError(program, name, error);
  }
}

import { ModelError } from '../../model/language/index.ts';

/** The message of the ModelError that `run` throws. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  throw new Error('nothing is refused');
}

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

/** The message of the ModelError that a promise is rejected with. */
export async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return refusal(() => {
    if (error !== undefined) throw error;
  });
}

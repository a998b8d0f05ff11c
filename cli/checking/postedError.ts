import { messageOf } from '../../checker/program/messageOf.ts';
import { ModelError } from '../../model/language/index.ts';

/** What was thrown in a thread, as data that it can post to another one: errors of our own are not, as they stand. */
export interface PostedError {
  readonly isModelError: boolean;
  readonly message: string;
  readonly stack: string | undefined;
}

/** What to post of it. */
export function postedError(error: unknown): PostedError {
  return {
    isModelError: error instanceof ModelError,
    message: messageOf(error),
    stack: error instanceof Error ? error.stack : undefined,
  };
}

/** The error that was posted, as it is told: its kind, its message, and where it was thrown. */
export function receivedError({ isModelError, message, stack }: PostedError): Error {
  const error = isModelError ? new ModelError(message) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

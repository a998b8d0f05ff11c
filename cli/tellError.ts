import { messageOf } from '../checker/program/messageOf.ts';
import { ModelError } from '../model/language/index.ts';
import { exitCodes } from './exitCodes.ts';
import type { Io } from './io.ts';

/** Says on stderr what has gone wrong, and returns the exit code for it. */
export function tellError(error: unknown, { stderr, env }: Io): number {
  if (error instanceof ModelError) {
    stderr.write(`mmcheck: ${error.message}\n`);
    return exitCodes.usage;
  }
  stderr.write(`mmcheck: ${errorText(error)}\n`);
  stderr.write('This is a bug of mmcheck: please report it, with the command line and the scenario.\n');
  if (!env.MMCHECK_DEBUG) stderr.write('MMCHECK_DEBUG=1 shows where it happened.\n');
  else if (error instanceof Error && error.stack !== undefined) stderr.write(`${error.stack}\n`);
  return exitCodes.internal;
}

/** An error in a line: a mistake in a model in its own words. */
export function errorText(error: unknown): string {
  return error instanceof ModelError ? error.message : `internal error: ${messageOf(error)}`;
}

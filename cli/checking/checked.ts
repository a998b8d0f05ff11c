import { type CheckOptions, checkCompiled, uncheckedResult } from '../../checker/check.ts';
import { type CheckResult, compile, type Limits, type Program } from '../../checker/index.ts';
import { hashOf } from '../hashOf.ts';
import { errorText } from '../tellError.ts';

/** What came of a program. */
export interface Checked {
  /** Where there is an error, that it could not be checked. */
  readonly result: CheckResult;
  /** The hash of its machine, where that was asked for and it could be checked. */
  readonly machine?: string | undefined;
  /** What kept it from being checked. */
  readonly error?: unknown;
}

/** How programs are checked. */
export interface CheckSettings {
  readonly limits: Limits;
  /** Whether the hash of the machine is asked for, which takes longer than many a check. */
  readonly hashes: boolean;
  /** Whether somebody reads the races that are expected. */
  readonly readsExpected: boolean;
}

/** Checks a program; it does not throw. */
export async function checkProgram(
  program: Program,
  { limits, hashes, readsExpected }: CheckSettings,
  onProgress: NonNullable<CheckOptions['onProgress']>,
): Promise<Checked> {
  try {
    const compiled = compile(program);
    const result = await checkCompiled(compiled, { limits, readsExpected, onProgress });
    return { result, machine: hashes ? hashOf(compiled) : undefined };
  } catch (error) {
    return uncheckedFor(program, error);
  }
}

/** A program that could not be checked for an error. */
export function uncheckedFor(program: Program, error: unknown): Checked {
  return { result: uncheckedResult(program, errorText(error)), error };
}

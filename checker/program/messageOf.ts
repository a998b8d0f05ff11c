import { describe } from '../../model/language/index.ts';

/** What was thrown, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error === 'string' ? error : describe(error);
}

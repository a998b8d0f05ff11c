import type { Expected } from '../model/language/index.ts';

/** Whether a failure, if there is one, is another than the one that is expected of a design. */
export function isUnexpected(
  failure: { readonly check: string; readonly property?: string } | undefined,
  expected: Expected,
): boolean {
  if (failure === undefined) return false;
  if (expected.verdict === 'holds') return true;
  const { by } = expected;
  return by !== undefined && by !== failure.check && by !== failure.property;
}

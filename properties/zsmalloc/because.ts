import type { Unreachable } from '../../model/language/index.ts';

/** Labels and ways with one reason for all of them. */
export const because = (reason: string, ...labels: readonly string[]): Unreachable =>
  Object.fromEntries(labels.map((label) => [label, reason]));

import type { CheckResult } from '../checker/index.ts';

/** How mmcheck ends. */
export const exitCodes = {
  asExpected: 0,
  unexpectedViolation: 1,
  usage: 2,
  incomplete: 3,
  violationMissing: 4,
  internal: 70,
  interrupted: 130,
} as const;

/** The gravest first: what several results end with together. */
const precedence = [
  exitCodes.interrupted,
  exitCodes.unexpectedViolation,
  exitCodes.violationMissing,
  exitCodes.incomplete,
];

/** The exit code that says what came of all results. */
export function exitCodeOf(results: readonly CheckResult[]): number {
  const codes = results.map(exitCodeOfOne);
  return precedence.find((code) => codes.some((c) => c === code)) ?? exitCodes.asExpected;
}

function exitCodeOfOne({ verdict, expected, asExpected, interrupted, complete }: CheckResult): number {
  if (interrupted) return exitCodes.interrupted;
  if (asExpected) return exitCodes.asExpected;
  if (verdict === 'violated') return exitCodes.unexpectedViolation;
  const missing = expected.verdict === 'violated' && complete;
  return missing ? exitCodes.violationMissing : exitCodes.incomplete;
}

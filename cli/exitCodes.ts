import type { CheckResult } from '../checker/index.ts';
import { type Outcome, outcomeOf } from '../checker/verdict/outcome.ts';

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

function exitCodeOfOne(result: CheckResult): number {
  if (result.stopped === 'interrupted') return exitCodes.interrupted;
  const outcome = outcomeOf(result);
  // A limit that was reached is never a pass, although the race that was expected is there.
  return codeOf[outcome === 'as-expected' && result.timeUp ? 'incomplete' : outcome];
}

const codeOf: Readonly<Record<Outcome, number>> = {
  'as-expected': exitCodes.asExpected,
  'unexpected-violation': exitCodes.unexpectedViolation,
  'violation-not-found': exitCodes.violationMissing,
  incomplete: exitCodes.incomplete,
};

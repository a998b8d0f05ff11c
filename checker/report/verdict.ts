import type { Expected } from '../../model/language/index.ts';
import type { CheckResult } from '../check.ts';
import type { Paint } from './paint.ts';

/** The check that failed, or the property in quotes where it has no other name; empty where nothing failed. */
export function failedName({ violation }: CheckResult): string {
  if (violation === undefined) return '';
  return violation.property === undefined ? violation.check : `"${violation.property}"`;
}

/** An expected verdict in words: `holds`, `violated`, `violated by double-free`, `violated by "a property"`, `violated by BUG_ON at fn.label`. */
export function expectedText(expected: Expected): string {
  if (expected.verdict === 'holds') return expected.verdict;
  const { by, at } = expected;
  // Only the name of a property has spaces.
  const what = by === undefined ? '' : ` by ${by.includes(' ') ? `"${by}"` : by}`;
  return `violated${what}${at === undefined ? '' : ` at ${at}`}`;
}

/** The verdict in its colour: what was expected is good whatever it is. */
export function verdictText({ verdict, asExpected }: CheckResult, paint: Paint): string {
  return paint(asExpected ? 'good' : verdict === 'incomplete' ? 'unsure' : 'bad', verdict);
}

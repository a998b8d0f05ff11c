import type { CheckResult } from '../check.ts';
import { outcomeOf } from '../verdict/outcome.ts';
import type { Certificate } from './certificate.ts';
import { raceTable } from './raceTable.ts';
import { replayCommand, type Subject } from './replayCommand.ts';
import { expectedText } from './verdict.ts';
import { headline, violationText } from './violation.ts';

/** A result with all that a reporter for machines says of it. */
export interface Reported {
  readonly result: CheckResult;
  readonly subject: Subject;
  readonly certificate: Certificate;
}

/** The outcome as one line: what was found, or what is missing. */
export function outcomeLine(result: CheckResult): string {
  if (result.trace !== undefined) return headline(result.trace);
  if (outcomeOf(result) === 'violation-not-found')
    return `expected to be ${expectedText(result.expected)}, and ${result.verdict === 'holds' ? 'it holds' : `no violation was found; ${result.incomplete.join('; ')}`}`;
  return result.verdict === 'incomplete' ? `incomplete: ${result.incomplete.join('; ')}` : 'holds';
}

/** The outcome in full, in lines of at most 75 columns where there is a race to show. */
export function outcomeText({ result, subject }: Reported): string {
  return result.trace === undefined ? outcomeLine(result) : violationText(result.trace, subject);
}

/** The race table of a result and the command that replays it; an empty text where nothing was found. */
export function raceText({ result: { trace }, subject }: Reported): string {
  return trace === undefined ? '' : `${raceTable(trace)}\n\n${replayCommand(trace, subject)}`;
}

/** Results by scenario, both in the order in which they were checked. */
export function byScenario(
  all: readonly Reported[],
): (readonly [scenario: string, of: readonly Reported[]])[] {
  const groups = new Map<string, Reported[]>();
  for (const one of all) groups.set(one.subject.target, [...(groups.get(one.subject.target) ?? []), one]);
  return [...groups.values()].map((of) => [of[0]!.result.scenario, of]);
}

/** The sum of the seconds that searches took. */
export const secondsOf = (all: readonly Reported[]): number =>
  all.reduce((sum, { result }) => sum + result.seconds, 0);

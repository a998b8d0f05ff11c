import type { CheckResult } from '../check.ts';
import { coarseReason } from '../verdict/coarse.ts';
import { hintsFor } from './hints.ts';
import { type Paint, plain } from './paint.ts';
import { replayCommand, type Subject } from './replayCommand.ts';
import { type Detail, stepList } from './steps.ts';
import { counted, wrap } from './text.ts';
import { expectedText, failedName, verdictText } from './verdict.ts';
import { headline, violationText } from './violation.ts';

/**
 * Everything there is to say about one design: the verdict, what it rests on, and the bounds it is meant within. The
 * race is its table; with `full` and `diff` a list of its steps stands before that, in `brief` the table is shorter.
 */
export function fullReport(
  result: CheckResult,
  subject: Subject,
  paint: Paint = plain,
  detail?: Detail,
): string {
  const { trace } = result;
  const sections = [
    title(result, paint),
    trace === undefined || detail === undefined || detail === 'brief' ? '' : stepList(trace, detail),
    trace === undefined ? '' : violationText(trace, subject, paint, detail),
    ...result.also.map((other) => alsoFound(other, subject)),
    incompleteBecause(result, subject),
    tooCoarse(result),
    basis(result, subject).join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** `migration/x@2.6.35: violated by double-free, as expected`. */
function title(result: CheckResult, paint: Paint): string {
  const failed = failedName(result);
  const by = failed === '' ? '' : ` by ${failed}`;
  const expectation = result.asExpected ? 'as expected' : `expected: ${expectedText(result.expected)}`;
  return `${result.scenario}@${result.design}: ${verdictText(result, paint)}${by}, ${expectation}`;
}

function alsoFound({ violation, trace }: CheckResult['also'][number], subject: Subject): string {
  return [
    `also: ${headline(trace)}`,
    ...wrap(violation.message, '  '),
    `  replay: ${replayCommand(trace, subject)}`,
  ].join('\n');
}

function incompleteBecause(result: CheckResult, subject: Subject): string {
  if (result.incomplete.length === 0) return '';
  return [
    'incomplete because',
    ...result.incomplete.flatMap((reason) => wrap(reason, '  ', '- ')),
    ...hintsFor(result, subject),
  ].join('\n');
}

/** What a violated design may hide behind the violation that was found. */
function tooCoarse({ verdict, coarse }: CheckResult): string {
  if (verdict !== 'violated' || coarse.length === 0) return '';
  const lines = coarse.flatMap((label) => wrap(coarseReason(label), '  ', '- '));
  return ['there may be more to it, as', ...lines].join('\n');
}

/** What has the same reason as one entry. */
function byReason({ program, coverage }: CheckResult): string[] {
  const { unreachable } = program;
  const reasons = [...new Set(coverage.declared.map((text) => unreachable[text]!))];
  return reasons.map((reason) => {
    const texts = coverage.declared.filter((text) => unreachable[text] === reason);
    return `${reason}: ${texts.join(', ')}`;
  });
}

const noWitness = 'no witness: the scenario names no state that must be reached, with sometimes()';

function basis(result: CheckResult, subject: Subject): string[] {
  const { scenario } = subject;
  const { states, transitions, depth, seconds, bytesPerState, witnesses, bounds } = result;
  const counts = [
    counted(states, 'state'),
    counted(transitions, 'transition'),
    `${counted(depth, 'step')} deep`,
    `${seconds.toFixed(2)} s`,
    `${Math.ceil((bytesPerState * states) / 2 ** 20)} MB`,
  ];
  const witnessed = (wanted: boolean, words: string) =>
    witnesses
      .filter(({ seen }) => seen === wanted)
      .flatMap(({ name }) => wrap(`${words}: "${name}"`, '  ', ''));
  const unreachable = byReason(result);
  return [
    ...wrap(counts.join(', ')),
    ...(result.verdict === 'violated' ? [] : witnessed(true, 'witnessed')),
    ...(result.verdict !== 'violated' && witnesses.length === 0 ? [noWitness] : []),
    ...(result.verdict === 'violated' || result.complete ? [] : witnessed(false, 'not witnessed so far')),
    ...largest(result, subject),
    ...wrap(`within: ${bounds.sentence}`, '  ', ''),
    ...(result.verdict === 'violated' ? [] : list('declared unreachable:', unreachable)),
    ...(result.verdict === 'violated' ? [] : list('not asked of this design:', notAsked(result))),
    ...list('left out of the model:', scenario.abstractions),
  ];
}

/** The largest values that were measured, each with the run that comes to it. */
function largest({ maxima, complete }: CheckResult, subject: Subject): string[] {
  return maxima.flatMap(({ name, value, atMost, trace }) => {
    const bound = atMost === undefined ? '' : ` of at most ${atMost}`;
    const soFar = complete ? '' : ' so far';
    const where = `after ${counted(trace.steps.length, 'step')}`;
    return [
      ...wrap(`largest${soFar}: "${name}" is ${value}${bound}, ${where}`, '  ', ''),
      `  replay: ${replayCommand(trace, subject)}`,
    ];
  });
}

const notAsked = ({ program }: CheckResult): string[] =>
  Object.entries(program.notAsked).map(([name, why]) => `"${name}": ${why}`);

function list(heading: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [heading, ...items.flatMap((item) => wrap(item, '  ', '- '))];
}

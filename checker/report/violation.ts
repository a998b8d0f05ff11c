import { briefly } from '../trace/brief.ts';
import type { Trace } from '../trace/trace.ts';
import { type Paint, plain } from './paint.ts';
import { raceTable } from './raceTable.ts';
import { racingAccess, racingFunctions } from './racing.ts';
import { replayCommand, type Subject } from './replayCommand.ts';
import type { Detail } from './steps.ts';
import { wrap } from './text.ts';

/**
 * A trace that ends in a failure as a block for a mail or a commit message: the headline, the race table, what was
 * violated, and the command that replays it. In `brief` the table has only what changes shared state or fails.
 */
export function violationText(
  trace: Trace,
  subject: Subject,
  paint: Paint = plain,
  detail: Detail = 'full',
): string {
  const table = raceTable(detail === 'brief' ? briefly(trace) : trace);
  return [
    paint('bad', headline(trace)),
    '',
    ...(table === '' ? [] : [table, '']),
    ...whatWasViolated(trace),
    ...(trace.asFound === undefined ? [] : wrap(`the order of the steps is as found: ${trace.asFound}`)),
    `replay: ${replayCommand(trace, subject)}`,
  ].join('\n');
}

/** One line in the form of the kernel's own: `BUG: mmcheck: double-free in anon_vma_free / munmap`. */
export function headline(trace: Trace): string {
  const between = racingFunctions(trace);
  const where = between.length === 0 ? 'the initial state' : between.join(' / ');
  return `BUG: mmcheck: ${whatFailed(trace)} in ${where}`;
}

function whatFailed({ failure }: Trace): string {
  const check = failure?.check ?? 'nothing';
  return propertyKinds.includes(check) ? `broken property (${check})` : check;
}

/** The checks that are not built in: a failure of one has no other name than its property's. */
const propertyKinds = ['always', 'everyStep', 'atTheEnd', 'eventually'];

function whatWasViolated(trace: Trace): string[] {
  const { failure, threads, steps } = trace;
  if (failure === undefined) return [];
  const { property, message } = failure;
  const quoted = property === undefined ? '' : `"${property}"`;
  const sentence = message.includes(quoted) ? message : `${quoted}: ${message}`;
  const racing = racingAccess(trace);
  if (racing === undefined) return wrap(sentence);
  const { path, from, to } = racing.change;
  const { thread, fn, line } = steps[racing.step]!;
  const { name } = threads[thread]!;
  const change = `${path}: ${from} -> ${to} in step ${racing.step + 1}, by ${name} in ${fn}: ${line}`;
  return [...wrap(sentence), ...wrap(change)];
}

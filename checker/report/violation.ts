import { briefly, briefNumbers } from '../trace/brief.ts';
import type { Trace } from '../trace/trace.ts';
import { accessBlocks } from './accesses.ts';
import { type Paint, plain } from './paint.ts';
import { raceTable } from './raceTable.ts';
import { propertyChecks, racingFunctions } from './racing.ts';
import { replayCommand, type Subject } from './replayCommand.ts';
import type { Detail } from './steps.ts';
import { wrap } from './text.ts';

/**
 * A trace that ends in a failure as a block for a mail or a commit message: the headline, the race table, what was
 * violated, the accesses that race, and the command that replays it. In `brief` the table has only what changes shared state or fails.
 */
export function violationText(
  trace: Trace,
  subject: Subject,
  paint: Paint = plain,
  detail: Detail = 'full',
): string {
  const table = detail === 'brief' ? raceTable(briefly(trace), briefNumbers(trace)) : raceTable(trace);
  const accesses = accessBlocks(trace);
  return [
    paint('bad', headline(trace)),
    '',
    ...(table === '' ? [] : [table, '']),
    ...sentenceOf(trace),
    ...avoidable(trace),
    ...(trace.asFound === undefined ? [] : wrap(`the order of the steps is as found: ${trace.asFound}`)),
    ...accesses.flatMap((block) => ['', ...block.flatMap((line) => wrap(line, '  ', /^ */.exec(line)![0]))]),
    ...(accesses.length === 0 ? [] : ['']),
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
  return propertyChecks.includes(check) ? `broken property (${check})` : check;
}

function sentenceOf({ failure }: Trace): string[] {
  if (failure === undefined) return [];
  const { property, message } = failure;
  const quoted = property === undefined ? '' : `"${property}"`;
  return wrap(message.includes(quoted) ? message : `${quoted}: ${message}`);
}

/** From which step on nothing helps any more; nothing where that was not asked. */
function avoidable({ steps, failure, unavoidableAfter, unavoidableUnknown, round }: Trace): string[] {
  if (unavoidableUnknown !== undefined)
    return wrap(`from which step on it cannot be avoided was not determined: ${unavoidableUnknown}`);
  if (unavoidableAfter === undefined) return [];
  if (round !== undefined)
    return [
      ...wrap(`${noReturn(unavoidableAfter)}; ${roundText(round + 1, steps.length)}`),
      ...(unavoidableAfter === 0 && failure?.check === 'soft-lockup' ? wrap(meantToRun) : []),
    ];
  if (unavoidableAfter === 0) return wrap('it cannot be avoided: every run from this start fails a check');
  if (unavoidableAfter === steps.length) return wrap('it can be avoided up to the last step');
  return wrap(`after step ${unavoidableAfter} it cannot be avoided: every way to go on fails a check`);
}

const meantToRun = 'a thread that is meant to run for ever says so: thread(fn, { … }, { forever: true })';

function noReturn(after: number): string {
  return after === 0
    ? 'it cannot be avoided from the start'
    : `after step ${after} it cannot be avoided, whoever goes on`;
}

function roundText(first: number, last: number): string {
  return first === last
    ? `step ${first} changes nothing, for ever`
    : `steps ${first} to ${last} come back to where they began, for ever`;
}

import { changeText } from '../trace/changes.ts';
import type { Position, Trace } from '../trace/trace.ts';
import { columnsOf } from './raceTable.ts';
import { propertyChecks, racingAccess, whatFailureIsAbout } from './racing.ts';
import { ascii } from './text.ts';

/**
 * The accesses that a failure is between, in blocks of lines as the kernel's own sanitizers lay them out. For a row
 * that was freed as KASAN does: what touches it, where it was allocated, where it was freed. Else as KCSAN does: what
 * the other thread wrote, what touches it now, and the value that changed. Each has the thread, its CPU in the race
 * table, and below them the label, its step, and the calls that lead to it, innermost first. Empty where the failure is
 * about no field or row.
 */
export function accessBlocks(trace: Trace): string[][] {
  const { failure, steps } = trace;
  const about = failure === undefined ? undefined : whatFailureIsAbout(failure);
  if (about === undefined) return [];
  const { row } = about;
  const allocated = steps.findLastIndex(({ allocates }) => allocates?.includes(row) === true);
  const freed = steps.findLastIndex(({ frees }) => frees?.includes(row) === true);
  const atStep = (words: string, index: number) => (index < 0 ? [] : [block(trace, words, index)]);
  if (freed > allocated && !propertyChecks.includes(failure!.check))
    return [...failing(trace, 'KASAN'), ...atStep('Allocated', allocated), ...atStep('Freed', freed)];
  const racing = racingAccess(trace);
  if (racing === undefined) return failing(trace, 'KCSAN');
  const { path, step, change } = racing;
  const value = change === undefined ? undefined : changeText(change);
  return [
    block(trace, `write to ${path}`, step),
    ...failing(trace, 'KCSAN'),
    ...(value === undefined ? [] : [[`value changed: ${value.from} -> ${value.to}`]]),
  ];
}

/** How each sanitizer writes an access: KASAN tells a write from a read, KCSAN an access that is both. */
const words = {
  KASAN: { read: 'Read at', write: 'Write at', 'read-write': 'Write at', free: 'Free of' },
  KCSAN: { read: 'read to', write: 'write to', 'read-write': 'read-write to', free: 'free of' },
} as const;

function failing(trace: Trace, as: keyof typeof words): string[][] {
  const access = trace.failure?.access;
  if (access === undefined) return [];
  return [block(trace, `${words[as][access.kind]} ${access.path}`, access.step)];
}

function block(trace: Trace, what: string, index: number): string[] {
  const step = trace.steps[index]!;
  const { name, cpu = columnsOf(trace).indexOf(step.thread) } = trace.threads[step.thread]!;
  const [first, ...callers] = stack(trace, step);
  return [
    `${what} by task ${name}/${step.thread} on cpu ${cpu}:`,
    `${first} (step ${index + 1})`,
    ...callers,
  ].map(ascii);
}

/** The label and the calls that lead to it, innermost first. */
function stack({ threads }: Trace, { thread, fn, line, calls }: Position): string[] {
  const callers = calls.map(({ label }, i) => {
    const caller = i === 0 ? threads[thread]!.fn : calls[i - 1]!.fn;
    return ` ${caller}: ${label}`;
  });
  return [` ${fn}: ${line}`, ...callers.reverse()];
}

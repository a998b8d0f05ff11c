import { initialOf, type Scenario } from '../../model/language/index.ts';
import { sizeParameters } from '../program/sizeParameters.ts';
import { formatSchedule } from '../trace/schedule.ts';
import type { Trace } from '../trace/trace.ts';

/** A scenario, and what the command line calls it: its name, or the path of its file. */
export interface Subject {
  readonly scenario: Scenario;
  readonly target: string;
}

/** The command that takes a trace's steps again, on one line that a POSIX shell reads as it is meant. */
export function replayCommand(trace: Trace, { scenario, target }: Subject): string {
  const firstStart = Object.keys(initialOf(scenario, trace.design))[0];
  const start = trace.start === firstStart ? undefined : trace.start;
  const usual = sizeParameters(scenario);
  const sizes = Object.entries(trace.sizes).filter(([name, value]) => usual[name] !== value);
  const words = [
    'mmcheck',
    'replay',
    `${target}@${trace.design}`,
    '--schedule',
    formatSchedule(start, trace.steps),
    ...sizes.flatMap(([name, value]) => ['--set', `${name}=${value}`]),
  ];
  return words.map(shellWord).join(' ');
}

/** The word as a POSIX shell reads it back: in single quotes unless it means nothing special. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

import { isBrief } from '../trace/brief.ts';
import { changeText } from '../trace/changes.ts';
import type { NextStep } from '../trace/nextSteps.ts';
import { formatTurn } from '../trace/schedule.ts';
import type { Change, Trace, TraceStep } from '../trace/trace.ts';
import { columns } from './text.ts';

/** How much of a run is shown: what others could see, every step, every step with its changes as a diff has them. */
export type Detail = 'brief' | 'full' | 'diff';

/** The steps of a trace, numbered, each with its thread, its function and label, and the fields that it changed. */
export function stepList(trace: Trace, detail: Detail = 'full'): string {
  const { threads, steps, failure } = trace;
  const names = threads.map(({ name }) => name);
  const nameWidth = Math.max(0, ...names.map((name) => name.length));
  const numberWidth = String(steps.length).length + 2;
  const indent = ' '.repeat(numberWidth + 2);
  return steps
    .flatMap((step, i) => {
      const number = String(i + 1).padStart(numberWidth);
      const fails = failure?.inStep === true && i === steps.length - 1;
      if (detail === 'brief' && !isBrief(trace, i)) return [];
      return [
        ...(i === trace.round ? [`${indent}for ever:`] : []),
        `${number}  ${names[step.thread]!.padEnd(nameWidth)}  ${where(step)}`,
        ...step.changes.flatMap((change) => changeLines(change, detail).map((line) => `${indent}${line}`)),
        ...(fails ? [`${indent}  !!! ${failure.check}`] : []),
      ];
    })
    .join('\n');
}

function changeLines(change: Change, detail: Detail): string[] {
  const { path, from, to } = changeText(change);
  if (detail !== 'diff') return [`  ${path}: ${from} -> ${to}`];
  return [`- ${path}: ${from}`, `+ ${path}: ${to}`];
}

function where({ fn, line, chosen }: TraceStep): string {
  return chosen === undefined ? `${fn}: ${line}` : `${fn}: ${line} [${chosen}]`;
}

/** What could be done next: a turn as a schedule writes it, the thread, and the label with its choice. */
export function possibleLines(possible: readonly NextStep[]): string[] {
  return columns(
    possible.map(({ step: { thread, label, chosen }, turn }) => [
      `  ${formatTurn(turn)}`,
      thread.name,
      chosen === undefined ? label.name : `${label.name} [${chosen}]`,
    ]),
  );
}

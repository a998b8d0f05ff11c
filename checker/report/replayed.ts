import { isSameCheck } from '../program/failure.ts';
import type { Program } from '../program/program.ts';
import type { Stopped } from '../search/space.ts';
import { changeText } from '../trace/changes.ts';
import type { Extension } from '../trace/extensions.ts';
import type { Adjustment, Realigned } from '../trace/realigned.ts';
import { failingLabel, type Trace } from '../trace/trace.ts';
import type { TraceDocument } from '../trace/traceDocument.ts';
import type { TraceFile } from '../trace/traceFile.ts';
import { possibleLines } from './steps.ts';
import { counted, wrap } from './text.ts';

/**
 * What a trace file is run on, and whether the machine is still the one that the trace was saved from: `now` is the
 * hash of that design as it is now, if it is there still.
 */
export function replayHeading({ machine, tool, trace }: TraceFile, program: Program, now?: string): string {
  const { scenario, design } = program;
  const of = design === trace.design ? '' : `, a trace of ${trace.design}`;
  const title = `${scenario.name}@${design}${of}, from the state '${trace.start}'`;
  if (now === undefined) {
    const gone = `The scenario has no design '${trace.design}' any more: the steps are aligned by thread and label.`;
    return [title, ...wrap(gone)].join('\n');
  }
  if (now === machine) return title;
  const changed = `The machine of ${trace.design} has changed since mmcheck ${tool} saved the trace: ${machine} then, ${now} now. The steps are aligned by thread and label.`;
  return [title, ...wrap(changed)].join('\n');
}

/** A search for any way to a trace's failure, and the command that takes the one that it found. */
export interface Elsewhere {
  readonly stopped: Stopped | undefined;
  readonly states: number;
  readonly command: string | undefined;
}

/**
 * How the trace fared: what was done to fit it to the design, where it stops being possible and by what, and, where it
 * does, whether the search `elsewhere` came upon another schedule that fails the same check.
 */
export function fateText(
  { adjustments, fate, trace }: Realigned,
  wanted: TraceDocument,
  design: string,
  elsewhere?: Elsewhere,
): string {
  const fitted = adjustments.flatMap((one) => wrap(adjustmentText(one, design), '  ', '- '));
  const ending = wrap(endingOf(fate, trace, wanted));
  const rest = elsewhere === undefined ? [] : elsewhereText(elsewhere, wanted, design);
  return [...fitted, ...(fitted.length === 0 ? [] : ['']), ...ending, ...rest].join('\n');
}

function adjustmentText(one: Adjustment, design: string): string {
  const { step, thread, labels } = one;
  const where = `step ${step}: ${thread}: `;
  if (one.kind === 'new') return `${where}only ${design} has ${labels.join(', ')}: run here`;
  const many = labels.length > 1;
  const place = one.instead.length === 0 ? 'left out' : `in its place ${one.instead.join(', ')}`;
  return `${many ? `steps ${step} ff.: ${thread}: ` : where}${design} has no ${labels.join(', ')}: ${many ? place.replace('its', 'their') : place}`;
}

function endingOf(fate: Realigned['fate'], trace: Trace, wanted: TraceDocument): string {
  const { failure, steps } = trace;
  const last = wanted.steps.length;
  switch (fate.kind) {
    case 'same':
      return steps.length === last
        ? `The trace leads to the same violation, in ${counted(last, 'step')}.`
        : `The trace leads to the same violation, in ${counted(steps.length, 'step')} instead of ${last}.`;
    case 'other':
      return isSameCheck(failure, wanted.failure)
        ? `The check fails elsewhere on the way: ${nameOf(wanted)} at ${failingLabel(trace)} instead of ${failingLabel(wanted)}.`
        : `Another check fails on the way: ${failure!.check} instead of ${nameOf(wanted)}.`;
    case 'stopped':
      return `The race stops being possible at the trace's step ${fate.step} of ${last}: ${fate.thread} at ${fate.label}: ${fate.why}.`;
    case 'passed':
      return `All steps of the trace can be taken, and the race is gone: ${fate.why}.`;
  }
}

function elsewhereText(
  { stopped, states, command }: Elsewhere,
  wanted: TraceDocument,
  design: string,
): string[] {
  const name = nameOf(wanted);
  const saw = counted(states, 'state');
  if (command !== undefined) return [...wrap(`Another schedule of ${design} still fails ${name}:`), command];
  if (stopped === undefined)
    return wrap(
      `No other schedule of ${design} fails ${name} either: the search saw all ${saw} within these bounds.`,
    );
  return wrap(
    `Whether another schedule of ${design} fails ${name} is not known: the search ended early (${stopped}) after ${saw}.`,
  );
}

function nameOf({ failure }: TraceDocument): string {
  return failure?.property === undefined ? (failure?.check ?? 'a check') : `"${failure.property}"`;
}

/** What could run next, each step with the changes that it would make; `instead` of the one that fails. */
export function extensionText(extensions: readonly Extension[], instead: boolean): string {
  if (extensions.length === 0) return 'Nothing can run next.';
  const heads = possibleLines(extensions);
  return [
    instead ? 'Possible in the state before the failing step:' : 'Possible next:',
    ...extensions.flatMap(({ changes, fails }, i) => [
      heads[i]!,
      ...changes.map(changeText).map(({ path, from, to }) => `       ${path}: ${from} -> ${to}`),
      ...(fails === undefined ? [] : [`       !!! ${fails}`]),
    ]),
  ].join('\n');
}

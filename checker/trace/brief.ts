import type { Trace, TraceStep, Waiting } from './trace.ts';

/** Whether a step changes anything that other threads could see. */
function changesShared({ changes }: TraceStep): boolean {
  return changes.some(({ field }) => field.thread === undefined);
}

/**
 * Whether a step is left in a brief view: it changes shared state, or is part of the failure or its round, or is the one
 * after which that can no longer be avoided.
 */
export function isBrief({ steps, failure, round, unavoidableAfter }: Trace, index: number): boolean {
  if (round !== undefined && index >= round) return true;
  const fails = failure?.inStep === true && index === steps.length - 1;
  const races = failure?.access?.step === index || failure?.against?.step === index;
  return fails || races || index + 1 === unavoidableAfter || changesShared(steps[index]!);
}

/** The numbers, from 1, of the steps of a brief view. */
export function briefNumbers(trace: Trace): number[] {
  return trace.steps.flatMap((_, i) => (isBrief(trace, i) ? [i + 1] : []));
}

/** The trace with only the steps of a brief view. It shows a race at a glance; it is no run, and cannot be replayed. */
export function briefly(trace: Trace): Trace {
  const steps: TraceStep[] = [];
  let waiting: readonly Waiting[] = trace.waiting;
  trace.steps.forEach((step, i) => {
    if (isBrief(trace, i)) {
      steps.push(step);
      return;
    }
    // Who waits from here on waits from the last step on that is left.
    const last = steps.pop();
    if (last === undefined) waiting = [...waiting, ...step.waiting];
    else steps.push({ ...last, waiting: [...last.waiting, ...step.waiting] });
  });
  return { ...trace, ...renumbered(trace), waiting, steps };
}

/** What refers to steps by number, as the brief view counts them: all are steps that it keeps. */
function renumbered(trace: Trace): Pick<Trace, 'unavoidableAfter' | 'failure' | 'round'> {
  const { unavoidableAfter, failure, round } = trace;
  const numbers = briefNumbers(trace);
  const now = (number: number) => numbers.indexOf(number) + 1;
  const moved = (['access', 'against'] as const).flatMap((key) => {
    const access = failure?.[key];
    return access === undefined ? [] : [[key, { ...access, step: now(access.step + 1) - 1 }]];
  });
  return {
    ...(unavoidableAfter === undefined ? {} : { unavoidableAfter: now(unavoidableAfter) }),
    ...(round === undefined ? {} : { round: now(round + 1) - 1 }),
    ...(failure === undefined ? {} : { failure: { ...failure, ...Object.fromEntries(moved) } }),
  };
}

import type { Trace, TraceStep, Waiting } from './trace.ts';

/** Whether a step changes anything that other threads could see: a local's path starts with its thread. */
export function changesShared({ changes }: TraceStep): boolean {
  return changes.some(({ path }) => !path.includes(': '));
}

/**
 * The trace with only the steps that change shared state, and the one that fails. It shows a race at a glance; it is
 * no run, and cannot be replayed.
 */
export function briefly(trace: Trace): Trace {
  const failing = trace.failure?.inStep === true ? trace.steps.length - 1 : -1;
  const steps: TraceStep[] = [];
  let waiting: readonly Waiting[] = trace.waiting;
  trace.steps.forEach((step, i) => {
    if (i === failing || changesShared(step)) {
      steps.push(step);
      return;
    }
    // Who waits from here on waits from the last step on that is left.
    const last = steps.pop();
    if (last === undefined) waiting = [...waiting, ...step.waiting];
    else steps.push({ ...last, waiting: [...last.waiting, ...step.waiting] });
  });
  return { ...trace, waiting, steps };
}

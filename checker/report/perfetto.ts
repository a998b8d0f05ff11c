import { known } from '../program/known.ts';
import { changeText } from '../trace/changes.ts';
import type { Trace } from '../trace/trace.ts';
import { lockSteps } from './lockSteps.ts';

/** The synthetic length of a step. */
const stepMicroseconds = 1000;

/**
 * A trace in Chrome's Trace Event Format (JSON object form), which Perfetto and chrome://tracing open: one slice a
 * step, 1000 microseconds long, in the row of its thread; an arrow from each step that gives a lock up to the next
 * one of another thread that takes it; an instant event where the check fails. Times are synthetic, in microseconds.
 */
export function perfetto(trace: Trace): string {
  const events = [...names(trace), ...slices(trace), ...arrows(trace), ...failing(trace)];
  return `${JSON.stringify({ displayTimeUnit: 'ms', traceEvents: events }, undefined, 1)}\n`;
}

function names({ scenario, design, threads }: Trace): object[] {
  return [
    { name: 'process_name', ph: 'M', pid: 1, tid: 0, args: { name: `${scenario}@${design}` } },
    ...threads.map(({ name, fn }, i) => ({
      name: 'thread_name',
      ph: 'M',
      pid: 1,
      tid: i + 1,
      args: { name: name === fn ? name : `${name}: ${fn}` },
    })),
  ];
}

function slices({ steps }: Trace): object[] {
  return steps.map(({ thread, fn, line, label, chosen, changes }, i) => ({
    name: line,
    cat: fn,
    ph: 'X',
    ...at(i, thread),
    dur: stepMicroseconds,
    args: {
      step: i + 1,
      label,
      ...known({ chosen }),
      ...Object.fromEntries(changes.map(changeText).map(({ path, from, to }) => [path, `${from} -> ${to}`])),
    },
  }));
}

function failing({ steps, failure, round }: Trace): object[] {
  if (failure === undefined) return [];
  const { check, message } = failure;
  const last = Math.max(0, steps.length - 1);
  const begins =
    round === undefined ? [] : [{ name: 'for ever', ph: 'i', s: 'p', ...at(round, steps[round]!.thread) }];
  return [
    ...begins,
    { name: check, ph: 'i', s: 'p', ...at(last, steps[last]?.thread ?? 0), args: { message } },
  ];
}

function at(step: number, thread: number) {
  return { ts: step * stepMicroseconds, pid: 1, tid: thread + 1 };
}

function arrows(trace: Trace): object[] {
  const all = lockSteps(trace);
  return all.flatMap(({ step, lock, kind }, i) => {
    if (kind !== 'gives up') return [];
    const { thread } = trace.steps[step]!;
    const next = all.slice(i + 1).find((one) => one.lock === lock);
    if (next?.kind !== 'takes' || trace.steps[next.step]!.thread === thread) return [];
    const flow = { name: lock, cat: 'lock', id: i + 1 };
    return [
      { ...flow, ph: 's', ...at(step, thread) },
      { ...flow, ph: 'f', bp: 'e', ...at(next.step, trace.steps[next.step]!.thread) },
    ];
  });
}

import { changeText } from '../trace/changes.ts';
import type { Position, Trace, Waiting } from '../trace/trace.ts';
import { racingAccess, stuckThreads } from './racing.ts';
import { ascii } from './text.ts';

/** One line of a race table, before anybody knows where its column starts. */
export interface RaceLine {
  /** Index among the trace's threads: the column. */
  readonly thread: number;
  readonly kind: 'enter' | 'interrupt' | 'step' | 'wait' | 'mark';
  /** How deep in calls the line is; a label is one deeper than its function. */
  readonly depth: number;
  /** The function that the line belongs to. */
  readonly fn: string;
  readonly text: string;
  /** What may stand behind the text, the fullest first, where there is room. */
  readonly remarks: readonly string[];
}

/**
 * What a race table shows, in order: functions entered, handlers that come, steps, waits that the race is about, where it can no longer be
 * avoided, and where it fails.
 * A wait is shown when its thread has begun and goes on later, or never because it is stuck.
 */
export function raceLines(trace: Trace): RaceLine[] {
  const composer = new Composer(trace);
  composer.waits(trace.waiting, 0);
  trace.steps.forEach((step, i) => {
    composer.step(i);
    composer.waits(step.waiting, i + 1);
  });
  composer.fails();
  return composer.lines;
}

/** Under the step behind which every continuation fails. */
const unavoidableMark = '/* from here on it cannot be avoided */';

/** Over the steps that are taken again and again. */
const roundMark = '/* for ever: */';

class Composer {
  readonly lines: RaceLine[] = [];
  readonly #trace: Trace;
  readonly #remarks: ReadonlyMap<number, readonly string[]>;
  readonly #entered = new Map<number, readonly string[]>();
  /** The threads whose wait has been shown. */
  readonly #waiting = new Set<number>();
  /** The threads that wait for ever. */
  readonly #stuck: readonly number[];

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#remarks = remarksOf(trace);
    const isAboutWaits = trace.failure?.check === 'deadlock' || trace.round !== undefined;
    this.#stuck = isAboutWaits ? stuckThreads(trace) : [];
  }

  step(index: number): void {
    const step = this.#trace.steps[index]!;
    this.#waiting.delete(step.thread);
    this.#interrupts(step);
    if (index === this.#trace.round) this.#roundBegins(step);
    const text = step.chosen === undefined ? step.line : `${step.line} [${step.chosen}]`;
    this.#add('step', step, text, this.#remarks.get(index));
    // Of the last step the mark of the failure says so.
    const { steps, unavoidableAfter } = this.#trace;
    if (index + 1 === unavoidableAfter && unavoidableAfter < steps.length) this.#mark(unavoidableMark);
  }

  waits(waiting: readonly Waiting[], from: number): void {
    const { steps } = this.#trace;
    for (const wait of waiting) {
      // Who has not begun does not come too late yet.
      const goesOn = [steps.slice(0, from), steps.slice(from)].every((part) =>
        part.some(({ thread }) => thread === wait.thread),
      );
      if (this.#waiting.has(wait.thread) || !(goesOn || this.#stuck.includes(wait.thread))) continue;
      this.#waiting.add(wait.thread);
      this.#add('wait', wait, `<waits: ${wait.line}>`);
    }
  }

  /** Says on a line of its own, under the last one, which check fails there. */
  fails(): void {
    const { failure } = this.#trace;
    if (failure !== undefined) this.#mark(`/* !!! ${failure.check} */`);
  }

  /** A handler comes with its first label, each time. */
  #interrupts({ thread, label }: Position): void {
    const { threads, steps } = this.#trace;
    const { context, fn } = threads[thread]!;
    if (context !== 'interrupt' && context !== 'softirq') return;
    if (steps.find((step) => step.thread === thread)!.label !== label) return;
    this.lines.push({
      thread,
      kind: 'interrupt',
      depth: 0,
      fn: ascii(fn),
      text: `<${context}>`,
      remarks: [],
    });
  }

  #roundBegins({ thread, fn, calls }: Position): void {
    this.#enter(thread, calls);
    this.lines.push({ thread, kind: 'mark', depth: calls.length + 1, fn, text: roundMark, remarks: [] });
  }

  #mark(text: string): void {
    const last = this.lines.at(-1);
    if (last !== undefined) this.lines.push({ ...last, kind: 'mark', text: ascii(text), remarks: [] });
  }

  #add(
    kind: RaceLine['kind'],
    { thread, fn, calls }: Position,
    text: string,
    remarks: readonly string[] = [],
  ): void {
    this.#enter(thread, calls);
    this.lines.push({
      thread,
      kind,
      depth: calls.length + 1,
      fn: ascii(fn),
      text: ascii(text),
      remarks: remarks.map(ascii),
    });
  }

  /** A line for each function between the one that the thread was last seen in and the one it is in now. */
  #enter(thread: number, calls: Position['calls']): void {
    const known = this.#entered.get(thread);
    const path = calls.map(({ label, fn }) => `${label} ${fn}`);
    const fns = [this.#trace.threads[thread]!.fn, ...calls.map(({ fn }) => fn)];
    const apart = path.findIndex((call, i) => call !== known?.[i]);
    const shared = known === undefined ? -1 : apart < 0 ? path.length : apart;
    for (let depth = shared + 1; depth < fns.length; depth++) {
      const fn = ascii(fns[depth]!);
      this.lines.push({ thread, kind: 'enter', depth, fn, text: `${fn}()`, remarks: [] });
    }
    this.#entered.set(thread, path);
  }
}

/** The two accesses that race: what the other thread did to the row, and the step that then touches it. */
function remarksOf(trace: Trace): Map<number, readonly string[]> {
  const remarks = new Map<number, readonly string[]>();
  const racing = racingAccess(trace);
  if (racing === undefined) return remarks;
  const { steps, failure } = trace;
  const remark = (step: number, path: string, row: string): void => {
    const change = steps[step]!.changes.find(({ field }) => field.path === path);
    const text = change === undefined ? undefined : changeText(change);
    const full = text === undefined ? [] : [`<- ${path}: ${text.from} -> ${text.to}`, `<- ${path}`];
    remarks.set(step, [...full, `<- ${row}`]);
  };
  remark(racing.step, racing.path, racing.row);
  const access = failure?.access;
  if (access !== undefined) remark(access.step, access.path, access.row);
  else if (failure?.inStep === true) remark(steps.length - 1, '', racing.row);
  return remarks;
}

import { decides } from '../../model/language/index.ts';
import { valuesSeen, whyBlocked, whyDecided } from '../meaning/blocked.ts';
import { isSameCheck } from '../program/failure.ts';
import { orderChecks } from '../program/lockJudge.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import { CheckedRun } from './checkedRun.ts';
import { nextSteps } from './nextSteps.ts';
import type { Adjustment, Fate, Realigned } from './realigned.ts';
import { failingLabel } from './trace.ts';
import type { TraceDocument } from './traceDocument.ts';

/** How many labels of its own a design may run in a row: more would be a loop of them. */
const mostNewLabels = 1000;

/**
 * Takes the steps of a trace on a program, aligned by thread and label: a label that only the trace's design has is
 * left out, and those that only this design has are run in the thread's next turn. `origin` is the trace's design,
 * where it is to be had: without it, only the labels that the trace itself tells of count as that design's. Throws ModelError for a start that the scenario lacks.
 */
export function realign(program: Program, trace: TraceDocument, origin?: Program): Realigned {
  return new Aligner(program, trace, origin).run();
}

type WrittenStep = TraceDocument['steps'][number];

/** A step that a thread has taken, the state that it took it in, and the number of the trace's step, from 1. */
interface Decision {
  readonly at: number;
  readonly state: State;
  readonly step: Step;
}

class Aligner {
  readonly #program: Program;
  readonly #wanted: TraceDocument;
  readonly #run: CheckedRun;
  readonly #known: ReadonlyMap<string, ReadonlySet<string>>;
  /** The label whose step must fail, where the trace's design is expected to fail at one: elsewhere it is another failure. */
  readonly #failsAt: string | undefined;
  /** Whether a label that the trace does not tell of may still be one of its design's. */
  readonly #guessing: boolean;
  readonly #adjustments: Adjustment[] = [];
  /** Each thread's last step, where it was a test. */
  readonly #tests = new Map<number, Decision>();
  /** The first test of each thread at a label of the design's own that led away from the next line. */
  readonly #detours = new Map<number, Decision>();
  /** The trace's step that is being taken, from 1. */
  #step = 0;
  #last: Decision | undefined;

  constructor(program: Program, wanted: TraceDocument, origin: Program | undefined) {
    this.#program = program;
    this.#wanted = wanted;
    const { failure } = wanted;
    this.#run = new CheckedRun(program, wanted.start, {
      // A search goes on behind an order of locks that contradicts another, and so does a trace of anything else.
      judgesOrder: failure !== undefined && orderChecks.includes(failure.check),
      prefers: (one) => isSameCheck(one, failure),
    });
    this.#known = labelsIn(wanted, origin);
    this.#guessing = origin === undefined;
    const expected = origin?.expected;
    const hasLabel = expected?.verdict === 'violated' && expected.at !== undefined;
    this.#failsAt = hasLabel ? failingLabel(wanted) : undefined;
  }

  run(): Realigned {
    const fate = this.#fate();
    return { trace: this.#run.trace(), adjustments: this.#adjustments, fate, state: this.#run.state };
  }

  #fate(): Fate {
    const { steps } = this.#wanted;
    for (const [i, step] of steps.entries()) {
      if (this.#run.failure !== undefined) break;
      this.#step = i + 1;
      const stopped = this.#take(step, i);
      if (stopped !== undefined) return stopped;
    }
    this.#run.end();
    if (this.#run.failure === undefined) return this.#nothingFails();
    const there = this.#failsAt === undefined || failingLabel(this.#run.trace()) === this.#failsAt;
    return { kind: there && isSameCheck(this.#run.failure, this.#wanted.failure) ? 'same' : 'other' };
  }

  /** Takes one step of the trace, or what the design has in its place; says where that stops. */
  #take(step: WrittenStep, index: number): Fate | undefined {
    const { name } = this.#wanted.threads[step.thread]!;
    const thread = this.#program.threads.find((t) => t.name === name);
    if (thread === undefined) return this.#stop(name, step.label, 'the scenario has no thread of that name');
    const has = thread.body.labels.some((label) => label.name === step.label);
    if (!has) return this.#inPlaceOf(step, index, thread.index);
    if (this.#at(thread.index) !== step.label) {
      const labels: string[] = [];
      const stopped = this.#runNew(thread.index, labels, mostNewLabels);
      if (labels.length > 0) this.#adjustments.push({ kind: 'new', step: this.#step, thread: name, labels });
      if (stopped !== undefined || this.#run.failure !== undefined) return stopped;
    }
    if (this.#at(thread.index) !== step.label) return this.#elsewhere(thread.index, step);
    return this.#takeAt(thread.index, step.label, step);
  }

  /** A step whose label is gone: a label of the design's own for it, and all of them for the last one in a row. */
  #inPlaceOf(step: WrittenStep, index: number, thread: number): Fate | undefined {
    const { steps, threads } = this.#wanted;
    const { name } = threads[step.thread]!;
    const following = steps.slice(index + 1).find((s) => s.thread === step.thread);
    const { labels } = this.#program.threads[thread]!.body;
    const more =
      following === undefined ? this.#guessing : !labels.some((label) => label.name === following.label);
    const instead: string[] = [];
    const stopped = this.#runNew(thread, instead, more ? 1 : mostNewLabels);
    const last = this.#adjustments.at(-1);
    if (last?.kind === 'gone' && last.thread === name && last.step + last.labels.length === this.#step) {
      const grown = { labels: [...last.labels, step.label], instead: [...last.instead, ...instead] };
      this.#adjustments.splice(-1, 1, { ...last, ...grown });
    } else {
      this.#adjustments.push({ kind: 'gone', step: this.#step, thread: name, labels: [step.label], instead });
    }
    return stopped;
  }

  /** Runs labels that only the design has, as long as the thread stands before one and at most so many. */
  #runNew(thread: number, ran: string[], most: number): Fate | undefined {
    const { name, body } = this.#program.threads[thread]!;
    for (let i = 0; i < most && this.#run.failure === undefined; i++) {
      const label = body.labels[this.#run.state.threads[thread]!.label];
      if (label === undefined || this.#known.get(name)?.has(label.name) === true) return undefined;
      const stopped = this.#takeAt(thread, label.name);
      if (stopped !== undefined) return stopped;
      ran.push(label.name);
    }
    return undefined;
  }

  /** Takes the thread's step at the label: the one that the trace has, or the first where it has none. */
  #takeAt(thread: number, label: string, as?: WrittenStep): Fate | undefined {
    const { name } = this.#program.threads[thread]!;
    const { state } = this.#run;
    const possible = nextSteps(this.#run.engine, state, thread);
    const fitting = as === undefined ? possible : possible.filter(({ step }) => step.chosen === as.chosen);
    const { step } = fitting.find(({ turn }) => turn.choice === as?.choice) ?? fitting[0] ?? {};
    if (step === undefined) {
      const others = possible.map((one) => one.step.chosen ?? 'nothing').join(', ');
      const why =
        possible.length === 0
          ? `it waits: ${whyBlocked(this.#program, state, thread)}`
          : `it cannot choose ${as?.chosen ?? 'nothing'}; it could choose ${others}`;
      return this.#stop(name, label, why);
    }
    this.#last = { at: this.#step, state, step };
    this.#run.take(step);
    this.#noteTest(thread, this.#last);
    return undefined;
  }

  #noteTest(thread: number, decision: Decision): void {
    const { name } = this.#program.threads[thread]!;
    const { label, branch } = decision.step;
    const { next } = branch.alternative;
    if (!decides(next)) {
      this.#tests.delete(thread);
      return;
    }
    this.#tests.set(thread, decision);
    const jumped = this.#run.state.threads[thread]!.label !== label.index + 1;
    const own = this.#known.get(name)?.has(label.name) !== true;
    if (own && jumped && !this.#detours.has(thread)) this.#detours.set(thread, decision);
  }

  /** The thread stands before a label that both designs have, and the trace has it at another one. */
  #elsewhere(thread: number, { label }: WrittenStep): Fate {
    const { name } = this.#program.threads[thread]!;
    const at = this.#at(thread);
    const where = at === undefined ? 'it has ended' : `it is at ${at}`;
    const cause = this.#detours.get(thread) ?? this.#tests.get(thread);
    if (cause === undefined) return this.#stop(name, label, where);
    return {
      ...this.#decided(cause),
      why: `${this.#decided(cause).why}; where the trace goes on at ${label}, ${where}`,
    };
  }

  /** All steps of the trace are done, and no check has failed. */
  #nothingFails(): Fate {
    const { steps, threads, failure } = this.#wanted;
    const last = steps.at(-1);
    const thread = this.#program.threads.find((t) => t.name === threads[last?.thread ?? 0]!.name);
    const cause = thread === undefined ? undefined : this.#detours.get(thread.index);
    if (cause !== undefined) return this.#decided(cause);
    const { check, property } = failure ?? { check: 'a check', property: undefined };
    const name = property === undefined ? check : `"${property}"`;
    if (last !== undefined && thread?.body.labels.some((label) => label.name === last.label) !== true) {
      const why = `${this.#program.design} has no ${last.label}, where ${name} failed`;
      return { kind: 'passed', why };
    }
    if (this.#last === undefined || last === undefined)
      return { kind: 'passed', why: `${name} does not fail` };
    const { state, step } = this.#last;
    const seen = valuesSeen(this.#program, state, step);
    return { kind: 'passed', why: `${name} does not fail at ${step.label.name}${seen}` };
  }

  /** A test of the design's that led away from the trace. */
  #decided({ at, state, step }: Decision) {
    const why = whyDecided(this.#program, state, step);
    return { kind: 'stopped', step: at, thread: step.thread.name, label: step.label.name, why } as const;
  }

  #stop(thread: string, label: string, why: string): Fate {
    return { kind: 'stopped', step: this.#step, thread, label, why };
  }

  #at(thread: number): string | undefined {
    return this.#program.threads[thread]!.body.labels[this.#run.state.threads[thread]!.label]?.name;
  }
}

/** The labels of a trace's design by thread: those of `origin`, and those that the trace itself tells of. */
function labelsIn({ threads, steps, waiting }: TraceDocument, origin?: Program): Map<string, Set<string>> {
  const labels = new Map(threads.map(({ name }) => [name, new Set<string>()]));
  for (const { thread, label } of [...waiting, ...steps, ...steps.flatMap((step) => step.waiting)]) {
    labels.get(threads[thread]!.name)!.add(label);
  }
  for (const { name, body } of origin?.threads ?? []) {
    for (const label of body.labels) labels.get(name)?.add(label.name);
  }
  return labels;
}

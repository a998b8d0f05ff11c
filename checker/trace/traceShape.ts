import type { ModelError } from '../../model/language/index.ts';
import { accessKinds } from './trace.ts';
import type { TraceDocument } from './traceDocument.ts';

/** Makes the complaint about what stands at a place of the document: `trace.steps[3].choice`. */
type Complain = (at: string, what: string) => ModelError;

/** Throws what `complain` makes unless the value is a trace, in its parts and as a whole. */
export function checkTrace(value: unknown, complain: Complain): asserts value is TraceDocument {
  const shape = new Shape(complain);
  const trace = shape.record(value, 'trace');
  if (trace.version !== 1) throw shape.wrong('trace.version', trace.version, '1');
  for (const key of ['scenario', 'design', 'start']) shape.text(trace[key], `trace.${key}`);
  const sizes = Object.entries(shape.record(trace.sizes, 'trace.sizes'));
  for (const [name, size] of sizes) shape.number(size, `trace.sizes.${name}`, Number.MAX_SAFE_INTEGER);
  const threads = shape.list(trace.threads, 'trace.threads');
  if (threads.length === 0) throw shape.wrong('trace.threads', [], 'one or more');
  threads.forEach((item, i) => {
    const thread = shape.record(item, `trace.threads[${i}]`);
    for (const key of ['name', 'fn', 'context']) shape.text(thread[key], `trace.threads[${i}].${key}`);
    shape.flag(thread.optional, `trace.threads[${i}].optional`);
    if (thread.cpu !== undefined)
      shape.number(thread.cpu, `trace.threads[${i}].cpu`, Number.MAX_SAFE_INTEGER);
  });
  shape.positions(trace.waiting, 'trace.waiting', threads.length);
  const steps = shape.positions(trace.steps, 'trace.steps', threads.length);
  for (const [i, step] of steps.entries()) checkStep(step, `trace.steps[${i}]`, threads.length, shape);
  if (trace.failure !== undefined) checkFailure(trace.failure, steps.length, shape, complain);
  for (const key of ['asFound', 'unavoidableUnknown'])
    if (trace[key] !== undefined) shape.text(trace[key], `trace.${key}`);
  if (trace.round !== undefined) shape.number(trace.round, 'trace.round', steps.length - 1);
  if (trace.unavoidableAfter !== undefined)
    shape.number(trace.unavoidableAfter, 'trace.unavoidableAfter', steps.length);
}

function checkStep(step: Parts, at: string, threads: number, shape: Shape): void {
  shape.number(step.choices, `${at}.choices`, Number.MAX_SAFE_INTEGER);
  shape.number(step.choice, `${at}.choice`, (step.choices as number) - 1);
  if (step.chosen !== undefined) shape.text(step.chosen, `${at}.chosen`);
  shape.list(step.changes, `${at}.changes`).forEach((item, k) => {
    const change = shape.record(item, `${at}.changes[${k}]`);
    for (const key of ['path', 'from', 'to']) shape.text(change[key], `${at}.changes[${k}].${key}`);
  });
  for (const key of ['allocates', 'frees']) {
    if (step[key] === undefined) continue;
    shape.list(step[key], `${at}.${key}`).forEach((row, k) => {
      shape.text(row, `${at}.${key}[${k}]`);
    });
  }
  shape.positions(step.waiting, `${at}.waiting`, threads);
}

function checkFailure(value: unknown, steps: number, shape: Shape, complain: Complain): void {
  const failure = shape.record(value, 'trace.failure');
  shape.text(failure.check, 'trace.failure.check');
  shape.text(failure.message, 'trace.failure.message');
  if (failure.property !== undefined) shape.text(failure.property, 'trace.failure.property');
  shape.flag(failure.inStep, 'trace.failure.inStep');
  if (failure.inStep === true && steps === 0)
    throw complain('trace.failure.inStep', 'it is true, and there are no steps; allowed: false');
  for (const key of ['access', 'against'])
    if (failure[key] !== undefined) shape.access(failure[key], `trace.failure.${key}`, steps);
}

type Parts = Readonly<Record<string, unknown>>;

class Shape {
  readonly #complain: Complain;

  constructor(complain: Complain) {
    this.#complain = complain;
  }

  wrong(at: string, value: unknown, allowed: string): ModelError {
    const text = value === undefined ? 'missing' : JSON.stringify(value);
    return this.#complain(
      at,
      `it is ${text.length > 60 ? `${text.slice(0, 57)}...` : text}; allowed: ${allowed}`,
    );
  }

  record(value: unknown, at: string): Parts {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.wrong(at, value, 'an object');
    return value as Parts;
  }

  list(value: unknown, at: string): readonly unknown[] {
    if (!Array.isArray(value)) throw this.wrong(at, value, 'an array');
    return value;
  }

  text(value: unknown, at: string): void {
    if (typeof value !== 'string') throw this.wrong(at, value, 'a text');
  }

  flag(value: unknown, at: string): void {
    if (typeof value !== 'boolean') throw this.wrong(at, value, 'true, false');
  }

  number(value: unknown, at: string, most: number): void {
    if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > most)
      throw this.wrong(
        at,
        value,
        most < 2 ** 31 ? `whole numbers from 0 to ${most}` : 'whole numbers from 0',
      );
  }

  access(value: unknown, at: string, steps: number): void {
    const { kind, path, step } = this.record(value, at);
    if (!(accessKinds as readonly unknown[]).includes(kind))
      throw this.wrong(`${at}.kind`, kind, accessKinds.join(', '));
    this.text(path, `${at}.path`);
    this.number(step, `${at}.step`, steps - 1);
  }

  positions(value: unknown, at: string, threads: number): Parts[] {
    return this.list(value, at).map((item, i) => {
      const position = this.record(item, `${at}[${i}]`);
      this.number(position.thread, `${at}[${i}].thread`, threads - 1);
      for (const key of ['label', 'fn', 'line']) this.text(position[key], `${at}[${i}].${key}`);
      this.list(position.calls, `${at}[${i}].calls`).forEach((call, k) => {
        const site = this.record(call, `${at}[${i}].calls[${k}]`);
        for (const key of ['label', 'fn']) this.text(site[key], `${at}[${i}].calls[${k}].${key}`);
      });
      return position;
    });
  }
}

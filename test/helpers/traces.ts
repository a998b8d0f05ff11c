import fc from 'fast-check';
import type { Field } from '../../checker/program/fields.ts';
import type { Change, Position, Trace, TraceFailure, TraceStep } from '../../checker/trace/trace.ts';

/** A position by its thread and a path as `outer/callee.inner/callee.label`: every call has the name of its function. */
function position(thread: number, fn: string, path: string): Position {
  const parts = path.split('.');
  const line = parts.at(-1)!;
  const calls = parts.slice(0, -1).map((callee) => ({ label: callee, fn: callee }));
  return { thread, label: path, fn: calls.at(-1)?.fn ?? fn, line, calls };
}

/** A change of a field that is there for its path and its row alone. */
export function changed(path: string, from: string, to: string): Change {
  const [row, table, number] = /^([\w.]+)\[(\d+)\]/.exec(path) ?? [];
  const field: Field = {
    number: 0,
    path,
    pattern: path.replace(/\[\d+\]/g, '[]'),
    leaf: { kind: 'leaf', domain: 'oneOf', values: [from, to] },
    thread: undefined,
    row: row === undefined ? undefined : { table: table!, row: Number(number), path: row },
    lock: undefined,
    unit: path,
    ghost: false,
    bookkeeping: false,
    keys: [path],
  };
  return { field, from, to };
}

/** What a hand-made step may have beside its place. */
interface StepExtras {
  readonly chosen?: string;
  readonly changes?: readonly Change[];
  readonly allocates?: readonly string[];
  readonly frees?: readonly string[];
  readonly waiting?: readonly Position[];
}

/** The makings of a trace whose threads all have a function of their own. */
export class TraceMaker {
  readonly #fns: readonly string[];
  readonly #steps: TraceStep[] = [];

  constructor(...fns: readonly string[]) {
    this.#fns = fns;
  }

  /** The position of a thread at a path. */
  at(thread: number, path: string): Position {
    return position(thread, this.#fns[thread]!, path);
  }

  step(thread: number, path: string, extras: StepExtras = {}): this {
    const { changes = [], waiting = [], ...rest } = extras;
    this.#steps.push({ ...this.at(thread, path), choice: 0, choices: 1, changes, waiting, ...rest });
    return this;
  }

  trace(failure?: TraceFailure, extras: Partial<Trace> = {}): Trace {
    return {
      version: 1,
      scenario: 'test/made',
      design: 'base',
      sizes: {},
      start: 'start',
      threads: this.#fns.map((fn, i) => ({ name: `thread${i}`, fn, context: 'task', optional: false })),
      waiting: [],
      steps: this.#steps,
      ...(failure === undefined ? {} : { failure }),
      ...extras,
    };
  }
}

/** Names as they should be, and as they should not. */
export const plainName = fc.stringMatching(/^[a-z_]{1,12}$/);
export const anyName = fc.oneof(
  plainName,
  fc.constant('a_rather_long_name_for_a_function'),
  fc.string({ minLength: 1, maxLength: 90, unit: 'binary' }),
);

/** Traces of up to five threads with calls, choices, waits, and such names. */
export const tracesOf = (name: fc.Arbitrary<string>): fc.Arbitrary<Trace> =>
  fc
    .array(name, { minLength: 1, maxLength: 5 })
    .chain((fns) =>
      fc.record({
        fns: fc.constant(fns),
        steps: fc.array(
          fc.record({
            thread: fc.nat(fns.length - 1),
            path: fc.array(name, { minLength: 1, maxLength: 4 }),
            chosen: fc.option(name, { nil: undefined }),
            waits: fc.array(fc.nat(fns.length - 1), { maxLength: 2 }),
          }),
          { maxLength: 12 },
        ),
        check: fc.option(fc.oneof(fc.constant('deadlock'), name), { nil: undefined }),
        inStep: fc.boolean(),
      }),
    )
    .map(({ fns, steps, check, inStep }) => {
      const maker = new TraceMaker(...fns);
      for (const { thread, path, chosen, waits } of steps) {
        maker.step(thread, path.join('.'), {
          ...(chosen === undefined ? {} : { chosen }),
          changes: [changed('page[0].locked', 'NULL', 'task[1]')],
          waiting: waits.map((waiter) => maker.at(waiter, path.join('.'))),
        });
      }
      const about = { path: 'page[0]', row: 'page[0]' };
      return maker.trace(
        check === undefined ? undefined : { check, message: 'page[0] is gone', inStep, about },
      );
    });

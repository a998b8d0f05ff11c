import { type Context, isHandler, levelOf } from './context.ts';
import { describe } from './describe.ts';
import { checkFunction, checkObject } from './given.ts';
import { type AnyFn, checkFn, type Fn, type MyOf } from './listing.ts';
import { allowedNames, ModelError } from './modelError.ts';
import type { Ptr } from './pointer.ts';
import type { Shape, ValueOf } from './schema.ts';
import type { Size } from './size.ts';

/** A function started with arguments. */
// biome-ignore lint/suspicious/noExplicitAny: where the function is not known, its locals may be anything
export interface Thread<My = any, Labels extends string = string> {
  readonly fn: AnyFn;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly optional: boolean;
  readonly forever: boolean;
  /** The CPU that it runs on; a thread that names none has one to itself. */
  readonly cpu?: number;
  readonly '~my'?: My;
  readonly '~labels'?: Labels;
}

/** How a thread runs, where that matters. */
export interface ThreadOptions {
  /** Left out: 'task'. A handler, in 'interrupt' or 'softirq', comes between two steps of what its CPU runs. */
  readonly context?: Context;
  /** It may stay before its first label for ever: not started, or idle again. The others' end is the end then. */
  readonly optional?: boolean;
  /**
   * It has no end, as a timer or a kernel thread has none: it must be able to come round to its first label instead. A
   * function that has no way to its end, and from everywhere one to its first label, says so itself.
   */
  readonly forever?: boolean;
  /**
   * The number of its CPU: threads with the same one run there one at a time. Left out: it has one to itself. A handler
   * names the CPU that it interrupts.
   */
  readonly cpu?: number;
}

/** Threads of one kind, as many as a size says; `make` gets the number of each, from 0. */
// biome-ignore lint/suspicious/noExplicitAny: where the function is not known, its locals may be anything
export interface ThreadGroup<My = any, Labels extends string = string> {
  readonly count: Size;
  readonly make: (index: number) => Thread<My, Labels>;
}

type ArgumentsOf<P extends Shape> = {
  readonly [K in keyof P]: ValueOf<P[K]> extends Ptr<string> ? number | null : ValueOf<P[K]>;
};

/**
 * A thread running `fn`; pointers are given as row numbers. Throws ModelError for one that is optional and has no end:
 * an optional thread comes back to its first label as often as it likes.
 */
export function thread<S, P extends Shape, L extends Shape, Name extends string, Labels extends string>(
  fn: Fn<S, P, L, Name, Labels>,
  args: ArgumentsOf<P>,
  options: ThreadOptions = {},
): Thread<MyOf<P, L>, Labels> {
  const given: unknown = fn;
  checkFn('thread(): what it runs', given);
  const subject = `thread(${given.name}): `;
  checkObject(`${subject}its arguments`, args, '{ parameter: value, … }');
  checkObject(`${subject}how it runs`, options, '{ context, optional, forever, cpu }');
  const { context = 'task', optional = false, forever = false, cpu } = options;
  checkContext(subject, context, cpu);
  if (typeof optional !== 'boolean')
    throw new ModelError(`${subject}optional is ${describe(optional)}; allowed: true, false`);
  if (typeof forever !== 'boolean')
    throw new ModelError(`${subject}forever is ${describe(forever)}; allowed: true, false`);
  if (optional && forever)
    throw new ModelError(`${subject}it is optional and runs for ever; allowed: one of the two`);
  const made = { fn: given, arguments: args, context, optional, forever };
  return cpu === undefined ? made : { ...made, cpu };
}

/** Throws ModelError for a context that is none, and for a handler that names no CPU to interrupt. */
function checkContext(subject: string, context: unknown, cpu: unknown): void {
  const contexts = Object.keys(levelOf);
  if (!contexts.includes(context as Context))
    throw new ModelError(
      `${subject}its context is ${describe(context)}; ${allowedNames(typeof context === 'string' ? context : '', contexts)}`,
    );
  if (isHandler(context as Context) && cpu === undefined)
    throw new ModelError(
      `${subject}its context is '${context}' and it names no CPU, so it would interrupt nobody; allowed: { context: '${context}', cpu: 0 }`,
    );
}

/** As many threads as the size says. */
export const many = <My, Labels extends string>(
  count: Size,
  make: (index: number) => Thread<My, Labels>,
): ThreadGroup<My, Labels> => {
  checkFunction('many(): what makes its threads', make, '(index) => thread(fn, { … })');
  return { count, make };
};

/** Throws ModelError unless the value is what `thread()` returns. */
export function checkThread(subject: string, value: unknown): asserts value is Thread {
  const { fn, arguments: given, context, cpu } = (value ?? {}) as Partial<Thread>;
  if (typeof value !== 'object' || typeof given !== 'object')
    throw new ModelError(`${subject} is ${describe(value)}; allowed: what thread() returns`);
  checkFn(`${subject}: what it runs`, fn);
  checkContext(`${subject}: `, context, cpu);
}

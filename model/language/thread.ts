import { describe } from './describe.ts';
import { checkFunction, checkObject } from './given.ts';
import { type AnyFn, type Context, checkFn, type Fn, type MyOf } from './listing.ts';
import { ModelError } from './modelError.ts';
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
  readonly context?: Context;
  /** It may stay before its first label for ever: not started, or idle again. The others' end is the end then. */
  readonly optional?: boolean;
  /**
   * It has no end, as a timer or a kernel thread has none: it must be able to come round to its first label instead. A
   * function that has no way to its end, and from everywhere one to its first label, says so itself.
   */
  readonly forever?: boolean;
  /** The number of its CPU: threads with the same one run there one at a time. Left out: it has one to itself. */
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
  checkContext(subject, context);
  if (typeof optional !== 'boolean')
    throw new ModelError(`${subject}optional is ${describe(optional)}; allowed: true, false`);
  if (typeof forever !== 'boolean')
    throw new ModelError(`${subject}forever is ${describe(forever)}; allowed: true, false`);
  if (optional && forever)
    throw new ModelError(`${subject}it is optional and runs for ever; allowed: one of the two`);
  const made = { fn: given, arguments: args, context, optional, forever };
  return cpu === undefined ? made : { ...made, cpu };
}

const contexts: readonly Context[] = ['task', 'kworker'];

/** Throws ModelError for a context that is none, or that nothing could be made of. */
function checkContext(subject: string, context: unknown): void {
  if (contexts.includes(context as Context)) return;
  const why =
    context === 'interrupt'
      ? ': it would stop what its CPU runs, and be over before that goes on; a thread beside the others stops nobody, and would miss the deadlock with whom it stops'
      : '';
  throw new ModelError(
    `${subject}its context is ${describe(context)}${why}; allowed: ${contexts.join(', ')}`,
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
  const { fn, arguments: given, context } = (value ?? {}) as Partial<Thread>;
  if (typeof value !== 'object' || typeof given !== 'object')
    throw new ModelError(`${subject} is ${describe(value)}; allowed: what thread() returns`);
  checkFn(`${subject}: what it runs`, fn);
  checkContext(`${subject}: `, context);
}

import { type Context, isHandler, levelOf } from '../../model/language/index.ts';
import { zeroOf } from './domain.ts';
import { type Field, sharedValue } from './fields.ts';
import { isHeldBy, type Lock } from './locks.ts';
import type { ProgramThread } from './thread.ts';

/** The contexts of handlers, as a lock is used in them or with them on. */
export const handlerContexts = ['softirq', 'interrupt'] as const;
export type HandlerContext = (typeof handlerContexts)[number];

/** How a lock is used: taken by waiting for it `in` a context, or held with handlers of that context `on`. */
export interface LockUse {
  /** The number of the lock. */
  readonly lock: number;
  readonly context: HandlerContext;
  readonly how: 'in' | 'on';
}

/** What of a program says how its locks are used. */
interface Using {
  readonly locks: readonly Lock[];
  readonly fields: readonly Field[];
  readonly threads: readonly ProgramThread[];
}

/** Whether locks are used in handlers, so that it must be seen how they are used elsewhere. */
export const hasHandlers = ({ threads, locks }: Pick<Using, 'threads' | 'locks'>): boolean =>
  locks.length > 0 && threads.some(({ context }) => isHandler(context));

/** The fields with which a thread turns handlers off. */
export const masksOf = ({ fields }: Pick<Using, 'fields'>, thread: number): readonly Field[] =>
  fields.filter(({ leaf, row }) => leaf.masks !== undefined && row?.table === 'task' && row.row === thread);

/** What a thread's step does that says how it uses locks. */
export interface Taken {
  readonly context: Context;
  /** The locks that it holds behind the step, and those among them that it did not hold before. */
  readonly held: readonly number[];
  readonly taken: readonly number[];
  /** Whether the label waits for what it takes. */
  readonly waits: boolean;
  /** Whether the step has turned handlers off or on, and which are off behind it. */
  readonly turns: boolean;
  readonly isOff: (context: HandlerContext) => boolean;
}

/** The uses that a step makes: of each lock that it takes, and of all that its thread holds where it turns handlers on. */
export function usesOf({ context, held, taken, waits, turns, isOff }: Taken): LockUse[] {
  return held.flatMap((lock): LockUse[] => {
    const isTaken = taken.includes(lock);
    const inHandler = isTaken && waits && isHandler(context);
    const uses: LockUse[] = inHandler ? [{ lock, context: context as HandlerContext, how: 'in' }] : [];
    if (!isTaken && !turns) return uses;
    const on = handlerContexts.filter((one) => levelOf[one] > levelOf[context] && !isOff(one));
    return [...uses, ...on.map((one) => ({ lock, context: one, how: 'on' }) as const)];
  });
}

/** The uses that a thread's step makes between two shared states. */
export function usesMade(
  program: Using,
  before: unknown,
  after: unknown,
  thread: number,
  waits: boolean,
): LockUse[] {
  const { context } = program.threads[thread]!;
  const masks = masksOf(program, thread);
  const isSet = ({ keys, leaf }: Field, shared: unknown) => sharedValue(keys, shared) !== zeroOf(leaf);
  const held = program.locks.filter((lock) => isHeldBy(lock, after, thread));
  const taken = held.filter((lock) => !isHeldBy(lock, before, thread));
  const numbers = (locks: readonly Lock[]) => locks.map(({ number }) => number);
  return usesOf({
    context,
    held: numbers(held),
    taken: numbers(taken),
    waits,
    turns: masks.some(({ keys }) => sharedValue(keys, before) !== sharedValue(keys, after)),
    isOff: (one) => masks.some((mask) => levelOf[mask.leaf.masks!] >= levelOf[one] && isSet(mask, after)),
  });
}

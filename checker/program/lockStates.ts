import type { OrderCycle } from './lockOrder.ts';
import type { Lock, LockPair } from './locks.ts';
import type { HandlerContext, LockUse } from './lockUses.ts';

/** The check that locks fail whose use in handlers and elsewhere does not go together. */
export const lockStateCheck = 'inconsistent-lock-state';

const shouted: Readonly<Record<HandlerContext, string>> = { softirq: 'SOFTIRQ', interrupt: 'HARDIRQ' };
const offs: Readonly<Record<HandlerContext, string>> = { softirq: 'softirqs', interrupt: 'interrupts' };

/**
 * How the classes of locks are used in handlers, and elsewhere with those on: a class that a handler takes must not be
 * held with such handlers on, nor anything that is taken while one of it is held. Who holds that would be stopped by the
 * handler, which then waits for it. lockdep's "inconsistent lock state", and its "SOFTIRQ-safe -> SOFTIRQ-unsafe lock
 * order".
 */
export class LockStates {
  readonly #locks: readonly Lock[];
  /** Who uses a class so first, in words: by context and way, then by class. */
  readonly #users = new Map<string, Map<string, string>>();
  /** The classes that were taken with one of another class held. */
  readonly #inside = new Map<string, Set<string>>();
  readonly #said = new Set<string>();

  constructor(locks: readonly Lock[]) {
    this.#locks = locks;
  }

  /** Takes note of a pair: what does not go together because of it, if anything that was not said before. */
  addPair({ held, taken }: LockPair): OrderCycle | undefined {
    const [outer, inner] = [this.#classOf(held), this.#classOf(taken)];
    const known = this.#inside.get(outer) ?? new Set();
    if (outer === inner || known.has(inner)) return undefined;
    this.#inside.set(outer, known.add(inner));
    return this.#contradiction();
  }

  /** As `addPair`, for a use by somebody, in words. */
  addUse({ lock, context, how }: LockUse, user: string): OrderCycle | undefined {
    const users = this.#usersOf(context, how);
    const used = this.#classOf(lock);
    if (users.has(used)) return undefined;
    users.set(used, user);
    return this.#contradiction();
  }

  #classOf(lock: number): string {
    return this.#locks[lock]!.lockClass;
  }

  #usersOf(context: HandlerContext, how: LockUse['how']): Map<string, string> {
    const key = `${how} ${context}`;
    const known = this.#users.get(key) ?? new Map<string, string>();
    this.#users.set(key, known);
    return known;
  }

  /** The first of what does not go together and was not said. */
  #contradiction(): OrderCycle | undefined {
    for (const context of ['softirq', 'interrupt'] as const) {
      for (const [safe, handler] of this.#usersOf(context, 'in')) {
        for (const [unsafe, other] of this.#usersOf(context, 'on')) {
          const key = `${context} ${safe} ${unsafe}`;
          if (this.#said.has(key) || !this.#leads(safe, unsafe)) continue;
          this.#said.add(key);
          return { message: told(context, safe, handler, unsafe, other) };
        }
      }
    }
    return undefined;
  }

  #leads(from: string, to: string): boolean {
    const reached = new Set([from]);
    for (const at of reached) for (const next of this.#inside.get(at) ?? []) reached.add(next);
    return reached.has(to);
  }
}

function told(context: HandlerContext, safe: string, handler: string, unsafe: string, other: string): string {
  const [name, off] = [shouted[context], offs[context]];
  const article = context === 'interrupt' ? 'an interrupt' : 'a softirq';
  if (safe === unsafe)
    return `inconsistent lock state, {${name}-ON} and {IN-${name}}: ${safe} is held with ${off} on by ${other}, and taken in ${article} by ${handler}`;
  return `${name}-safe -> ${name}-unsafe lock order: ${safe} is taken in ${article} by ${handler}, ${unsafe} is taken with it held, and held with ${off} on by ${other}`;
}

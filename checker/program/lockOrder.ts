import type { Lock, LockPair } from './locks.ts';

/** An order of locks that contradicts an earlier one. */
export interface OrderCycle {
  readonly message: string;
  /** The lock that is taken, where the order is one of single locks and not of classes. */
  readonly about?: string;
}

/**
 * The order in which locks nest: taking one while holding another orders their classes (locks of one class among
 * themselves: the single locks, unless the class is unordered). An order that contradicts an earlier one, directly or
 * through others, is a cycle, as lockdep's "possible circular locking dependency" is.
 */
export class LockOrder {
  readonly #locks: readonly Lock[];
  readonly #after = new Map<string, Set<string>>();

  constructor(locks: readonly Lock[]) {
    this.#locks = locks;
  }

  /** Takes note of a pair, unless it closes a cycle with those known, which it then says. */
  add({ held, taken }: LockPair): OrderCycle | undefined {
    const [first, second] = [this.#locks[held]!, this.#locks[taken]!];
    const alike = first.lockClass === second.lockClass;
    if (alike && first.unordered) return undefined;
    const [before, after] = alike ? [first.path, second.path] : [first.lockClass, second.lockClass];
    const known = this.#after.get(before) ?? new Set();
    if (known.has(after)) return undefined;
    const back = this.#way(after, before, new Set());
    if (back === undefined) {
      this.#after.set(before, known.add(after));
      return undefined;
    }
    const message = `possible circular locking dependency: ${after} is taken with ${before} held, and elsewhere ${back.join(' before ')}`;
    return alike ? { message, about: after } : { message };
  }

  #way(from: string, to: string, seen: Set<string>): string[] | undefined {
    if (from === to) return [from];
    seen.add(from);
    for (const next of this.#after.get(from) ?? []) {
      const rest = seen.has(next) ? undefined : this.#way(next, to, seen);
      if (rest !== undefined) return [from, ...rest];
    }
    return undefined;
  }
}

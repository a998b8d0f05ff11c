/** What the checker sees of `atomically`: how deep it is in one, and which one that is, counted from 1. */
export interface AtomicScope {
  depth: number;
  count: number;
}

/** One for all copies of this file: a scenario may have been written with another copy than the one that checks it. */
const key = Symbol.for('mmcheck.atomicScope');
const all = globalThis as { [key]?: AtomicScope };
all[key] ??= { depth: 0, count: 0 };
export const atomicScope: AtomicScope = all[key];

/**
 * What is loaded and stored in `access` is one access of the hardware, as a locked instruction's load and store are.
 * What leads there, such as the pointer to the counter, belongs outside.
 */
export function atomically<T>(access: () => T): T {
  if (atomicScope.depth++ === 0) atomicScope.count++;
  try {
    return access();
  } finally {
    atomicScope.depth--;
  }
}

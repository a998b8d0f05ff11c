import type { Operation } from '../../model/language/index.ts';

/** What the checker must know of a form of operation; how it reads in a listing is the listing's. */
export interface Form {
  /** How its thread spends the time in which no alternative is enabled. */
  readonly waits: 'never' | 'asleep' | 'spinning';
  /** Whether another thread of the same CPU may run first. */
  readonly yields: boolean;
  /** Whether a lock that it takes is taken after those held: only who waits for a lock orders it. */
  readonly ordersLocks: boolean;
}

const noWait: Form = { waits: 'never', yields: false, ordersLocks: false };

/** Every form of the language. */
export const forms = {
  effect: noWait,
  wait: { waits: 'asleep', yields: false, ordersLocks: true },
  spin: { waits: 'spinning', yields: false, ordersLocks: true },
  yields: { waits: 'never', yields: true, ordersLocks: false },
  when: noWait,
  unless: noWait,
  goto: noWait,
  either: { waits: 'asleep', yields: false, ordersLocks: false },
} as const satisfies Readonly<Record<Operation<never, never>['form'], Form>>;

import type { Auditor } from './auditor.ts';
import type { Sought } from './sought.ts';
import type { Limits, Progress } from './space.ts';

/** How a search runs, and what it looks for. */
export interface SearchOptions {
  readonly limits?: Limits;
  /** The failure that ends the search; left out, any does. */
  readonly sought?: Sought;
  /** Looks again at some of the states, between slices of the search. */
  readonly auditor?: Auditor;
  /** Called a few times a second; a true answer interrupts the search. */
  readonly onProgress?: (progress: Progress) => boolean | undefined;
}

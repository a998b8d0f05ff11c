import type { Limits, Progress } from '../../checker/index.ts';
import type { Sizes } from '../../model/language/index.ts';
import type { PostedError } from './postedError.ts';
import type { PostedResult } from './postedResult.ts';

/** What a thread is told when it starts. */
export interface ThreadData {
  /** Where relative paths start. */
  readonly cwd: string;
  readonly sizes: Sizes;
  readonly hashes: boolean;
  readonly readsExpected: boolean;
  /** Whether it is to tell how its searches get on. */
  readonly tells: boolean;
  /** Shared: its element is 1 once the user wants everything to end. */
  readonly interrupted: Int32Array;
}

/** What a thread is to check: it loads the scenario itself, as that is code. */
export interface Order {
  /** What the command line calls the scenario. */
  readonly target: string;
  readonly scenario: string;
  readonly design: string;
  readonly limits: Limits;
}

/** What a thread says; `checked` or `broken` is the last that it says of an order. */
export type Message =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'checked'; readonly result: PostedResult; readonly machine: string | undefined }
  | { readonly kind: 'broken'; readonly error: PostedError }
  /** Something that a scenario's file has started throws, and nobody has asked it anything. */
  | { readonly kind: 'stray'; readonly error: PostedError };

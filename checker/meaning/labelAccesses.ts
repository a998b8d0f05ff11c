import type { FlatLabel } from '../program/body.ts';
import type { Access } from './accesses.ts';

/** An access of a label that another thread could get in the way of. */
export interface Contended {
  readonly access: Access;
  /** The labels whose steps could come between, as `function.label`. */
  readonly against: readonly string[];
}

/** What a label of a thread was seen to access. */
export interface LabelAccesses {
  readonly thread: number;
  readonly label: FlatLabel;
  /** Each access once, whichever row it is of. */
  readonly accesses: readonly Access[];
  /** The contended accesses of the execution that makes the most of them. */
  readonly contended: readonly Contended[];
  /** The numbers of the locks that its thread held whenever it could take the label. */
  readonly held: readonly number[];
}

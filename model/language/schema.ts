import type { Leaf } from './leaves.ts';
import type { Rows } from './pointer.ts';
import type { Size } from './size.ts';

/**
 * Called before a step reads or writes any field of a row; it throws a Violation when the row must not be touched.
 * `name` is the row as reports write it: `anon_vma[0]`.
 */
export type Touch<R> = (row: R, name: string) => void;

/** What makes a record a lock: the checker then watches who holds it and in which order locks nest. */
export interface LockKind {
  /** The field that points at the task holding the lock exclusively. */
  readonly owner: string;
  /** The field that is the set of tasks sharing it, for a lock that can be shared. */
  readonly readers?: string;
  /** How reports call it: spinlock, page lock, rwsem. */
  readonly name: string;
  /**
   * Its locks have no order among themselves that is the same in every run: only their order with other locks is
   * judged. That two of them are waited for in a circle is found where it happens, as a deadlock.
   */
  readonly unordered?: true;
}

/** A group of fields inside a row or at the top of the state. */
export interface RecordNode<F extends Shape = Shape> {
  readonly kind: 'record';
  readonly fields: F;
  readonly lock?: LockKind;
  /** The fields are parts of one machine word. */
  readonly word?: true;
  /** The kernel does not have the fields. */
  readonly ghost?: true;
}

/** A fixed number of equal rows. Rows of the table `task` are the scenario's threads, one each. */
export interface TableNode<F extends Shape = Shape> {
  readonly kind: 'table';
  readonly rows: Size | 'threads';
  readonly row: RecordNode<F>;
  readonly lifetime?: Lifetime;
  /** It is an array of values, its rows being the one field `value` that each has. */
  readonly plain?: true;
}

/** A fixed number of equal values, as a local of a function. */
export interface ArrayNode<N extends Leaf<unknown> | RecordNode> extends TableNode<{ readonly value: N }> {
  readonly plain: true;
}

/** What a table does about rows that come and go. */
export interface Lifetime {
  readonly touch: Touch<never>;
  /** Fields of a row that may be read and written without the touch check: the table's own bookkeeping. */
  readonly untouched: readonly string[];
  /**
   * Whether the row is there, so that somebody must still know it: when all threads have ended and no pointer or set names
   * it, it is lost. It reads the untouched fields alone.
   */
  readonly allocated: (row: never) => boolean;
  /**
   * Whether a row that is gone stays what it was for a task, which may then go on holding a lock in it; left out, for
   * none.
   */
  readonly keptFor?: (row: never, task: number) => boolean;
  /** The check that a lost row fails. */
  readonly leakCheck: string;
}

/** What may stand under a name in a schema: a field, a record, or a table. */
export type Node = Leaf<unknown> | RecordNode | TableNode;
/** A schema: nodes under their names, as machine(), record() and table() take them. */
export interface Shape {
  readonly [field: string]: Node;
}

/** What a recipe sees at a node; `Name` is the table's name, where it is one. */
export type ValueOf<N, Name extends string = string> =
  N extends Leaf<infer T>
    ? T
    : N extends RecordNode<infer F>
      ? StateOf<F>
      : N extends ArrayNode<infer E>
        ? ElementsOf<ValueOf<E>>
        : N extends TableNode<infer F>
          ? Rows<Name, StateOf<F>>
          : never;

/** As many elements as there are: to read and to assign by their numbers, and to go through. */
type ElementsOf<T> = Omit<T[], 'push' | 'pop' | 'shift' | 'unshift' | 'splice'>;

/** What a recipe sees of a shape: fields to read and assign, records and rows to go through. */
export type StateOf<S extends Shape> = {
  -readonly [K in keyof S as S[K] extends Leaf<unknown> ? K : never]: ValueOf<S[K]>;
} & { readonly [K in keyof S as S[K] extends Leaf<unknown> ? never : K]: ValueOf<S[K], K & string> };

/** Fields that belong together. */
export const record = <F extends Shape>(fields: F, lock?: LockKind): RecordNode<F> =>
  lock === undefined ? { kind: 'record', fields } : { kind: 'record', fields, lock };

/**
 * Fields that the kernel keeps in one machine word, as the bits of a pte are: loading several of them, or storing several
 * of them, is one access.
 */
export const word = <F extends Shape>(fields: F): RecordNode<F> => ({ kind: 'record', fields, word: true });

/**
 * A field, or a record, that the kernel does not have: what the model remembers beside it, for its checks. No hardware
 * loads or stores it.
 */
export const ghost = <N extends Leaf<unknown> | RecordNode>(node: N): N => ({ ...node, ghost: true });

/** `rows` records of one shape, numbered from 0. */
export const table = <F extends Shape>(rows: Size, fields: F): TableNode<F> => ({
  kind: 'table',
  rows,
  row: record(fields),
});

/**
 * So many values of a kind, numbered from 0, as a local of a function: `{ seen: array(2, count(3)) }` is read and assigned
 * as `my.seen[0]`. An array of records is a table: `{ seen: table(2, { page: pointer('page') }) }`.
 */
export const array = <N extends Leaf<unknown>>(length: Size, of: N): ArrayNode<N> => ({
  kind: 'table',
  rows: length,
  row: record({ value: of }),
  plain: true,
});

/** The fields that every thread has, as `current` has in the kernel: one row a thread, `state.task[my.current]`. */
export const tasks = <F extends Shape>(fields: F): TableNode<F> => ({
  kind: 'table',
  rows: 'threads',
  row: record(fields),
});

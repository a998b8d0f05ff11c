import {
  atomically,
  describe,
  type Leaf,
  ModelError,
  type Node,
  type RecordNode,
  type Shape,
  type StateOf,
} from '../language/index.ts';
import { named } from './named.ts';

/** The locals that hold the fields of a word, each under the name of the register and of the field: `old_fullness`. */
export type FieldRegisters<R extends string, F extends Shape> = {
  readonly [K in keyof F & string as `${R}_${K}`]: F[K];
};

/** What loadedFields() makes: the locals of a function, and which fields they are for. */
export interface LoadedFields<R extends string, F extends Shape> {
  /** For the locals of a function: `{ page: pointer('page'), ...old.locals }`. */
  readonly locals: FieldRegisters<R, F>;
  /** For each field its local, and the value that this has where nothing is loaded. */
  readonly registers: readonly (readonly [field: string, local: string, zero: unknown])[];
}

/** A thread that has the locals. */
type Loads<R extends string, F extends Shape> = StateOf<FieldRegisters<R, F>>;

/** Finds a word in the state. */
export type FieldsOf<S, L, F extends Shape> = (state: S, my: L) => StateOf<F>;

/**
 * The locals that a word of several fields is loaded into: one for each field, called `register_field`.
 * @param register what the locals are called after
 * @param of the word(), as it stands in the machine
 * @throws ModelError where it is no word(), or one with records in it
 * @example
 * const zspage_word = word({ isolated: bool(), inuse: count(2), huge: bool() });
 * const loaded = loadedFields('meta', zspage_word);
 * const registers = { page: pointer('page'), ...loaded.locals };
 */
export function loadedFields<const R extends string, F extends Shape>(
  register: R,
  of: RecordNode<F>,
): LoadedFields<R, F> {
  const fields: [string, Node][] = of?.word === true ? Object.entries(of.fields) : [];
  if (fields.length === 0 || fields.some(([, { kind }]) => kind !== 'leaf'))
    throw new ModelError(`loadedFields(): it is given ${describe(of)}; allowed: a word() of fields`);
  const named = fields.map(
    ([field, leaf]) => [field, `${register}_${field}`, leaf as Leaf<unknown>] as const,
  );
  return {
    locals: Object.fromEntries(named.map(([, local, leaf]) => [local, leaf])) as never,
    registers: named.map(([field, local, leaf]) => [field, local, zeroOf(leaf)]),
  };
}

/** Where the leaf starts. */
function zeroOf(leaf: Leaf<unknown>): unknown {
  if (leaf.domain === 'bool') return false;
  if (leaf.domain === 'oneOf') return leaf.values[0];
  if (leaf.domain === 'range') return Math.max(0, leaf.min);
  if (leaf.domain === 'constant') return leaf.value;
  return leaf.domain === 'pointer' || leaf.domain === 'address' ? null : 0;
}

/**
 * `old = READ_ONCE(*word)`: a load of all of the word into the locals, one access.
 * include/asm-generic/rwonce.h
 * @param wordOf finds the word
 * @param old where it is loaded to
 * @throws ModelError, when it is run, where it is another word
 * @example
 * 'old = READ_ONCE(meta)': loadWord((s) => s.meta, old_meta),
 * try_cmpxchg: unless(tryCmpxchgWord((s) => s.meta, old_meta, (meta) => { meta.inuse++; }), 'try_cmpxchg'),
 */
export const loadWord = <S, L, R extends string, F extends Shape>(
  wordOf: FieldsOf<S, L, F>,
  old: LoadedFields<R, F>,
) =>
  named('loadWord', (state: S, my: L & Loads<R, F>): void => {
    keep(my, old, wordOf(state, my));
  });

/** The labels of a plain store to fields of a word: the load, and the store. */
export type FieldsStore<Label extends string, S, L> = {
  readonly [K in Label | `${Label}: store`]: (state: S, my: L) => void;
};

/**
 * A plain store to fields that share a word with others, as C has it for bitfields: a load of all of the word, and a store
 * of all of it. What others have stored into the word meanwhile is gone, their atomic operations on its bits too: the
 * compiler may do so, and does, whatever lock keeps the other fields: all fields of one word need one lock.
 * Documentation/memory-barriers.txt
 * @param label the label of the load, the C statement; that of the store is `label: store`
 * @param wordOf finds the word
 * @param old the locals that it is loaded into; zero again behind the store
 * @param change changes what was loaded; it sees no state but that, and the thread
 * @throws ModelError, when it is run, where it is another word
 * @example
 * ...storeFields('zspage->inuse++', meta, old_meta, (fields) => { fields.inuse++; }),
 * set_isolated: set_bit((s) => s.meta, 'isolated'),
 */
export function storeFields<S, L, const Label extends string, R extends string, F extends Shape>(
  label: Label,
  wordOf: FieldsOf<S, L, F>,
  old: LoadedFields<R, F>,
  change: (fields: StateOf<F>, my: L) => void,
): FieldsStore<Label, S, L & Loads<R, F>> {
  const load = named('storeFields: load', (state: S, my: L & Loads<R, F>): void => {
    keep(my, old, wordOf(state, my));
  });
  const store = named('storeFields: store', (state: S, my: L & Loads<R, F>): void => {
    const fields = kept(my, old);
    change(fields as StateOf<F>, my);
    storeAll(wordOf(state, my), old, fields);
    forget(my, old);
  });
  return { [label]: load, [`${label}: store`]: store } as FieldsStore<Label, S, L & Loads<R, F>>;
}

/**
 * try_cmpxchg(&word, &old, new) of a word of several fields: stores what `change` makes of the locals where the word is
 * what they have, and returns whether it did, in one access; where it is something else they have that afterwards.
 * include/linux/atomic/atomic-arch-fallback.h
 * @param wordOf finds the word
 * @param old the locals that it was loaded into, by loadWord()
 * @param change changes what was loaded; it sees no state but that, and the thread
 * @throws ModelError, when it is run, where it is another word
 * @example
 * 'old = READ_ONCE(meta)': loadWord((s) => s.meta, old_meta),
 * try_cmpxchg: unless(tryCmpxchgWord((s) => s.meta, old_meta, (meta) => { meta.inuse++; }), 'try_cmpxchg'),
 */
export const tryCmpxchgWord = <S, L, R extends string, F extends Shape>(
  wordOf: FieldsOf<S, L, F>,
  old: LoadedFields<R, F>,
  change: (fields: StateOf<F>, my: L) => void,
) =>
  named('try_cmpxchg', (state: S, my: L & Loads<R, F>): boolean => {
    const word = wordOf(state, my) as Fields;
    const expected = kept(my, old);
    const fields = { ...expected };
    change(fields as StateOf<F>, my);
    const found = atomically(() => {
      const found = Object.fromEntries(old.registers.map(([field]) => [field, partOf(word, field)]));
      if (isSame(found, expected)) storeAll(word, old, fields);
      return found;
    });
    if (isSame(found, expected)) return true;
    keep(my, old, found);
    return false;
  });

type Fields = Record<string, unknown>;
type Of = Pick<LoadedFields<string, Shape>, 'registers'>;

const isSame = (one: Fields, other: Fields): boolean =>
  Object.keys(one).every((field) => one[field] === other[field]);

/** A field of the word; throws ModelError where the compiler was not asked. */
function partOf(word: Fields, field: string): unknown {
  if (typeof word === 'object' && word !== null && field in word) return word[field];
  throw new ModelError(
    `what it works on is ${describe(word)} without a field '${field}'; allowed: the word() of loadedFields()`,
  );
}

function keep(my: object, { registers }: Of, word: object): void {
  for (const [field, local] of registers) (my as Fields)[local] = partOf(word as Fields, field);
}

const kept = (my: object, { registers }: Of): Fields =>
  Object.fromEntries(registers.map(([field, local]) => [field, (my as Fields)[local]]));

function storeAll(word: object, { registers }: Of, fields: Fields): void {
  for (const [field] of registers) (word as Fields)[field] = fields[field];
}

function forget(my: object, { registers }: Of): void {
  for (const [, local, zero] of registers) (my as Fields)[local] = zero;
}

import { atomically, count, describe, type Leaf, ModelError, type RecordNode } from '../language/index.ts';
import { named } from './named.ts';

/** Finds the word in the state: the `&page->flags` of a C line. It is a word() of bools, and `B` names bits of it. */
export type WordOf<S, L, B extends string> = (state: S, my: L) => { [K in B]: boolean };

/** A thread with the local that a plain store of a word goes through. */
export type Register<R extends string> = { [K in R]: number };

/**
 * set_bit(nr, addr): one access, which leaves the other bits to those who store them meanwhile.
 * include/asm-generic/bitops/atomic.h
 * @param wordOf finds the word
 * @param bit the name of its bit
 * @throws ModelError, when it is run, where the word has no such bit
 * @example
 * SetPageActive: set_bit((s, my) => page(s, my).flags, 'PG_active'),
 * lru_add: (s) => { s.nr_active++; },
 */
export const set_bit = <S, L, const B extends string>(wordOf: WordOf<S, L, B>, bit: B) =>
  named('set_bit', (state: S, my: L): void => {
    exchange(wordOf(state, my), bit, true);
  });

/**
 * clear_bit(nr, addr): one access, which leaves the other bits to those who store them meanwhile.
 * include/asm-generic/bitops/atomic.h
 * @param wordOf finds the word
 * @param bit the name of its bit
 * @throws ModelError, when it is run, where the word has no such bit
 * @example
 * ClearPageIsolated: clear_bit((s, my) => page(s, my).flags, 'PG_isolated'),
 * putback: (s) => { s.nr_isolated--; },
 */
export const clear_bit = <S, L, const B extends string>(wordOf: WordOf<S, L, B>, bit: B) =>
  named('clear_bit', (state: S, my: L): void => {
    exchange(wordOf(state, my), bit, false);
  });

/**
 * test_bit(nr, addr): one load.
 * include/asm-generic/bitops/non-atomic.h
 * @param wordOf finds the word
 * @param bit the name of its bit
 * @throws ModelError, when it is run, where the word has no such bit
 * @example
 * PageIsolated: when(test_bit((s, my) => page(s, my).flags, 'PG_isolated'), 'out'),
 * isolate: (s) => { s.nr_isolated++; },
 */
export const test_bit = <S, L, const B extends string>(wordOf: WordOf<S, L, B>, bit: B) =>
  named('test_bit', (state: S, my: L): boolean => having(wordOf(state, my), bit)[bit]);

/**
 * test_and_set_bit(nr, addr): one access; returns whether the bit was set.
 * include/asm-generic/bitops/atomic.h
 * @param wordOf finds the word
 * @param bit the name of its bit
 * @throws ModelError, when it is run, where the word has no such bit
 * @example
 * TestSetPageDirty: when(test_and_set_bit((s, my) => page(s, my).flags, 'PG_dirty'), 'out'),
 * account: (s) => { s.nr_dirty++; },
 */
export const test_and_set_bit = <S, L, const B extends string>(wordOf: WordOf<S, L, B>, bit: B) =>
  named('test_and_set_bit', (state: S, my: L): boolean => exchange(wordOf(state, my), bit, true));

/**
 * test_and_clear_bit(nr, addr): one access; returns whether the bit was set.
 * include/asm-generic/bitops/atomic.h
 * @param wordOf finds the word
 * @param bit the name of its bit
 * @throws ModelError, when it is run, where the word has no such bit
 * @example
 * TestClearPageDirty: unless(test_and_clear_bit((s, my) => page(s, my).flags, 'PG_dirty'), 'out'),
 * account: (s) => { s.nr_dirty--; },
 */
export const test_and_clear_bit = <S, L, const B extends string>(wordOf: WordOf<S, L, B>, bit: B) =>
  named('test_and_clear_bit', (state: S, my: L): boolean => exchange(wordOf(state, my), bit, false));

/**
 * __set_bit(nr, addr), as __SetPageXxx() is: a load of all of the word, and a store of all of it. What others have stored
 * into the word meanwhile is gone, their atomic operations on other bits too.
 * include/asm-generic/bitops/non-atomic.h
 * @param label the label of the load; that of the store is `label: store`
 * @param wordOf finds the word
 * @param bit the name of its bit
 * @param register the local that the word is loaded into, a loadedWord(); zero again behind the store
 * @throws ModelError, when it is run, where the word has no such bit
 * @example
 * ...__set_bit('__SetPageUptodate', flags, 'PG_uptodate', 'old'),
 * ...unlock_page_bit('unlock_page', page),
 */
export const __set_bit = <S, L, const Label extends string, const B extends string, const R extends string>(
  label: Label,
  wordOf: WordOf<S, L, B>,
  bit: B,
  register: R,
): PlainStore<Label, S, L & Register<R>> => plainStore(label, wordOf, bit, register, true);

/**
 * __clear_bit(nr, addr), as __ClearPageXxx() is: a load of all of the word, and a store of all of it. What others have
 * stored into the word meanwhile is gone, their atomic operations on other bits too: with PG_waiters lost, who waits for
 * the page lock sleeps for ever, which is `deadlock` or `hung-task`.
 * include/asm-generic/bitops/non-atomic.h
 * @param label the label of the load; that of the store is `label: store`
 * @param wordOf finds the word
 * @param bit the name of its bit
 * @param register the local that the word is loaded into, a loadedWord(); zero again behind the store
 * @throws ModelError, when it is run, where the word has no such bit
 * @example
 * ...__clear_bit('__ClearPageIsolated', flags, 'PG_isolated', 'old'),
 * ...unlock_page_bit('unlock_page', page),
 */
export const __clear_bit = <S, L, const Label extends string, const B extends string, const R extends string>(
  label: Label,
  wordOf: WordOf<S, L, B>,
  bit: B,
  register: R,
): PlainStore<Label, S, L & Register<R>> => plainStore(label, wordOf, bit, register, false);

/**
 * A local that holds all bits of a word, between the load and the store of a __set_bit() or __clear_bit().
 * @param of the word(), of bools alone, as it stands in the machine
 * @throws ModelError where it is another node, or has a part that is no bool()
 * @example
 * const flags = pageFlags({ PG_uptodate: bool() });
 * const registers = { page: pointer('page'), old: loadedWord(flags) };
 */
export function loadedWord(of: RecordNode): Leaf<number> {
  const parts = of?.word === true ? Object.values(of.fields) : [];
  const isBool = (part: object) => 'domain' in part && part.domain === 'bool';
  if (parts.length === 0 || parts.length > 31 || !parts.every(isBool))
    throw new ModelError(`loadedWord(): it is given ${describe(of)}; allowed: a word() of 1 to 31 bools`);
  return count(2 ** parts.length - 1);
}

/** The labels of a plain store of a word: the load, and the store. */
export type PlainStore<Label extends string, S, L> = {
  readonly [K in Label | `${Label}: store`]: (state: S, my: L) => void;
};

function plainStore<S, L, Label extends string, B extends string, R extends string>(
  label: Label,
  wordOf: WordOf<S, L, B>,
  bit: B,
  register: R,
  value: boolean,
): PlainStore<Label, S, L & Register<R>> {
  const load = named(
    `${value ? '__set_bit' : '__clear_bit'}: load`,
    (state: S, my: L & Register<R>): void => {
      const word = having(wordOf(state, my), bit);
      const registers: Register<string> = my;
      registers[register] = Object.values(word).reduce<number>((sum, on, i) => sum + (on ? 2 ** i : 0), 0);
    },
  );
  const store = named(
    `${value ? '__set_bit' : '__clear_bit'}: store`,
    (state: S, my: L & Register<R>): void => {
      const word: Record<string, boolean> = wordOf(state, my);
      const registers: Register<string> = my;
      const old = registers[register]!;
      for (const [i, part] of Object.keys(word).entries())
        word[part] = part === bit ? value : Math.floor(old / 2 ** i) % 2 === 1;
      registers[register] = 0;
    },
  );
  return { [label]: load, [`${label}: store`]: store } as unknown as PlainStore<Label, S, L & Register<R>>;
}

/** The word, if it has the bit; throws ModelError where the compiler was not asked. */
function having<W extends object>(word: W, bit: string): W {
  if (typeof word === 'object' && word !== null && bit in word) return word;
  throw new ModelError(
    `what it works on is ${describe(word)} without a bit '${bit}'; allowed: a word() of the machine that has the bit`,
  );
}

/** Sets or clears the bit, in one access; whether it was set. */
function exchange<B extends string>(given: { [K in B]: boolean }, bit: B, value: boolean): boolean {
  const word = having(given, bit);
  return atomically(() => {
    const old = word[bit];
    word[bit] = value;
    return old;
  });
}

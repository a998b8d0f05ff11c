import { violate } from '../language/index.ts';
import type { Access, Link } from './accesses.ts';
import { type ListHead, listAt } from './listAt.ts';

/*
 * What the list functions load and store, in the order in which include/linux/list.h does, with the checks of
 * lib/list_debug.c in between.
 */

/** What list_add() puts an entry between: the head and the first entry; and list_add_tail(): the last one and the head. */
export const loadNext = [
  'next = head->next',
  (state, link) => {
    link.prev = link.head;
    link.next = listAt(state, link.head).next;
  },
] as const satisfies Access;

export const loadPrev = [
  'prev = head->prev',
  (state, link) => {
    link.prev = listAt(state, link.head).prev;
    link.next = link.head;
  },
] as const satisfies Access;

/** One store: of an address at hand, or of a constant. */
export const store =
  (
    to: 'entry' | 'prev' | 'next',
    field: keyof ListHead,
    value: keyof Link | 'LIST_POISON1' | 'LIST_POISON2',
  ) =>
  (state: object, link: Link): void => {
    const node = listAt(state, link[to]);
    node[field] = value === 'LIST_POISON1' || value === 'LIST_POISON2' ? value : link[value];
  };

/** __list_add_valid() */
export const addValid = [
  [
    'next->prev != prev',
    (state, { prev, next }) => {
      if (prev === null) violate('list-corruption', 'list_add corruption. prev is NULL');
      if (next === null) violate('list-corruption', 'list_add corruption. next is NULL');
      const found = listAt(state, next).prev;
      if (found !== prev) wrong('list_add corruption. next->prev should be prev', prev, found);
    },
  ],
  [
    'prev->next != next',
    (state, { entry, prev, next }) => {
      const found = listAt(state, prev).next;
      if (found !== next) wrong('list_add corruption. prev->next should be next', next!, found);
      if (entry === prev || entry === next)
        violate('list-corruption', `list_add double add: new=${entry}, prev=${prev}, next=${next}`);
    },
  ],
] as const satisfies readonly Access[];

/** __list_add() */
const linkIn = [
  ...addValid,
  ['next->prev = new', store('next', 'prev', 'entry')],
  ['new->next = next', store('entry', 'next', 'next')],
  ['new->prev = prev', store('entry', 'prev', 'prev')],
  ['prev->next = new', store('prev', 'next', 'entry')],
] as const satisfies readonly Access[];

/** __list_del_entry_valid(), with the two loads that __list_del() shares with it. */
const delValid = [
  [
    'prev = entry->prev',
    (state, link) => {
      link.prev = listAt(state, link.entry).prev;
    },
  ],
  [
    'next = entry->next',
    (state, link) => {
      link.next = listAt(state, link.entry).next;
      const { entry, prev, next } = link;
      if (next === null) violate('list-corruption', `list_del corruption, ${entry}->next is NULL`);
      if (prev === null) violate('list-corruption', `list_del corruption, ${entry}->prev is NULL`);
      if (next === 'LIST_POISON1')
        violate('list-corruption', `list_del corruption, ${entry}->next is LIST_POISON1`);
      if (prev === 'LIST_POISON2')
        violate('list-corruption', `list_del corruption, ${entry}->prev is LIST_POISON2`);
    },
  ],
  [
    'prev->next != entry',
    (state, { entry, prev }) => {
      const found = listAt(state, prev).next;
      if (found !== entry) wrong('list_del corruption. prev->next should be', entry, found);
    },
  ],
  [
    'next->prev != entry',
    (state, { entry, next }) => {
      const found = listAt(state, next).prev;
      if (found !== entry) wrong('list_del corruption. next->prev should be', entry, found);
    },
  ],
] as const satisfies readonly Access[];

/** __list_del_entry() */
export const unlink = [
  ...delValid,
  ['next->prev = prev', store('next', 'prev', 'prev')],
  ['prev->next = next', store('prev', 'next', 'next')],
] as const satisfies readonly Access[];

export const poisonNext = [
  'entry->next = LIST_POISON1',
  store('entry', 'next', 'LIST_POISON1'),
] as const satisfies Access;
export const poisonPrev = [
  'entry->prev = LIST_POISON2',
  store('entry', 'prev', 'LIST_POISON2'),
] as const satisfies Access;

export const addFirst = [loadNext, ...linkIn] as const;
export const addLast = [loadPrev, ...linkIn] as const;
export const init = [
  ['entry->next = entry', store('entry', 'next', 'entry')],
  ['entry->prev = entry', store('entry', 'prev', 'entry')],
] as const satisfies readonly Access[];

function wrong(what: string, expected: string, found: string | null): never {
  violate('list-corruption', `${what} ${expected}, but was ${found ?? 'NULL'}`);
}

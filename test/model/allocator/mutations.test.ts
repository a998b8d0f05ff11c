import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { buffered_rmqueue } from '../../../model/allocator/allocPage.ts';
import { expand } from '../../../model/allocator/expand.ts';
import { add_free, del_page, rmv_page_order, set_page_order } from '../../../model/allocator/freeArea.ts';
import { __free_one_page, type Merging } from '../../../model/allocator/freeOnePage.ts';
import { free_hot_cold_page, free_one_page } from '../../../model/allocator/freePage.ts';
import { free_pcppages_bulk } from '../../../model/allocator/freePcpPages.ts';
import { releases } from '../../../model/allocator/releases.ts';
import { type HasPage, MAX_ORDER, type Zone } from '../../../model/allocator/zone.ts';
import {
  type AnyPatch,
  design,
  goto,
  oneStep,
  patch,
  replace,
  row,
  unless,
  violated,
} from '../../../model/language/index.ts';
import { local_irq_restore } from '../../../model/primitives/index.ts';
import buddy from '../../../scenarios/allocator/buddy.ts';

interface Halving extends HasPage {
  readonly migratetype: number;
  readonly low: number;
  high: number;
}
const locked = 'zone->lock';

/** The upper half, of that order, to the list of another one. */
const splitAs = (order: (high: number) => number) => (s: Zone, my: Halving) => {
  my.high--;
  const half = row('page', my.page! + 2 ** my.high);
  add_free(s, half, my.high, my.migratetype);
  s.free_area[my.high]!.nr_free++;
  set_page_order(s, half, order(my.high));
};
const forgetHalf = (_s: Zone, my: Halving) => {
  my.high--;
};

/** Whether the block may be merged with what stands there. */
const mergesIf = (test: (s: Zone, buddy: number, order: number) => boolean) => (s: Zone, my: Merging) =>
  my.current_order < MAX_ORDER(s) - 1 && test(s, my.block! ^ (1 << my.current_order), my.current_order);
/** The block before it, or behind it, as if any two neighbours were buddies. */
const mergeNext = (s: Zone, my: Merging) => {
  const next = my.block! + 2 ** my.current_order;
  return (
    my.current_order < MAX_ORDER(s) - 1 &&
    s.page[next]?.PG_buddy === true &&
    s.page[next].private === my.current_order
  );
};
const takeNext = (s: Zone, my: Merging) => {
  const next = row('page', my.block! + 2 ** my.current_order);
  del_page(s, next);
  s.free_area[my.current_order]!.nr_free--;
  rmv_page_order(s, next);
  my.current_order++;
};

interface Mutation {
  /** The zone that it needs, where it is not one in which all is free. */
  readonly start?: string;
  readonly mistake: string;
  readonly noticedBy: readonly string[];
  readonly patch: AnyPatch;
}
const nothing = () => {};
const restore = local_irq_restore('flags');
/** What spin_lock_irqsave() has disabled is enabled again. */
const restoreLocked = (s: Zone, my: Parameters<typeof restore>[1] & { readonly order: number }) => {
  if (my.order > 0) restore(s, my);
};
const mutations: readonly Mutation[] = [
  {
    mistake: 'expand() writes the order that the block had',
    noticedBy: ['free buddies are merged', 'list-corruption', 'no page is in two places'],
    patch: patch('x').in(
      expand,
      replace('split', {
        split: oneStep(
          locked,
          goto(
            'high > low',
            splitAs((high) => high + 1),
          ),
        ),
      }),
    ),
  },
  {
    mistake: 'expand() keeps no half',
    noticedBy: ['no page is lost', 'NR_FREE_PAGES is no less than what is on the lists'],
    patch: patch('x').in(expand, replace('split', { split: goto('high > low', forgetHalf) })),
  },
  {
    mistake: 'expand() does not count the half',
    noticedBy: ['nr_free is the length of the lists'],
    patch: patch('x').in(
      expand,
      replace('split', {
        split: oneStep(
          locked,
          goto('high > low', (s: Zone, my: Halving) => {
            splitAs((high) => high)(s, my);
            s.free_area[my.high]!.nr_free--;
          }),
        ),
      }),
    ),
  },
  {
    mistake: '__free_one_page() does not merge',
    noticedBy: ['free buddies are merged'],
    patch: patch('x').in(
      __free_one_page,
      replace('page_is_buddy', {
        page_is_buddy: unless(
          mergesIf(() => false),
          'set_page_order',
        ),
      }),
    ),
  },
  {
    mistake: 'page_is_buddy() does not look at the order',
    start: 'three pages of the reserve',
    noticedBy: [
      'free buddies are merged',
      'no page is in two places',
      'no page is lost',
      'nr_free is the length of the lists',
      'domain',
    ],
    patch: patch('x').in(
      __free_one_page,
      replace('page_is_buddy', {
        page_is_buddy: oneStep(
          locked,
          unless(
            mergesIf((s, buddy) => s.page[buddy]!.PG_buddy),
            'set_page_order',
          ),
        ),
      }),
    ),
  },
  {
    mistake: 'page_is_buddy() does not look whether it is free',
    noticedBy: ['list-corruption', 'null-pointer-dereference', 'domain'],
    patch: patch('x').in(
      __free_one_page,
      replace('page_is_buddy', {
        page_is_buddy: oneStep(
          locked,
          unless(
            mergesIf((s, buddy, order) => s.page[buddy]!.private === order),
            'set_page_order',
          ),
        ),
      }),
    ),
  },
  {
    mistake: 'a block is merged with the next one',
    start: 'three pages of the reserve',
    noticedBy: ['a free block is aligned to its size', 'free buddies are merged'],
    patch: patch('x').in(
      __free_one_page,
      replace('page_is_buddy', {
        page_is_buddy: oneStep(locked, unless(mergeNext, 'set_page_order')),
      }),
      replace('merge', { merge: oneStep(locked, goto('page_is_buddy', takeNext)) }),
    ),
  },
  ...(
    [
      [buffered_rmqueue, 'pcp->count += nr'],
      [buffered_rmqueue, 'pcp->count--'],
      [free_hot_cold_page, 'pcp->count++'],
      [free_hot_cold_page, 'pcp->count -= batch'],
    ] as const
  ).map(([fn, label]) => ({
    mistake: `${fn.name}() without ${label}`,
    noticedBy: ['pcp->count is the length of the lists', 'domain', 'soft-lockup', 'hung-task'],
    patch: withoutEffect(fn, label),
  })),
  {
    mistake: 'pages are put on the buddy lists without zone->lock',
    noticedBy: ['list-corruption', 'NR_FREE_PAGES is no less than what is on the lists'],
    patch: patch('x').in(
      free_pcppages_bulk,
      replace('spin_lock', { spin_lock: nothing }),
      replace('spin_unlock', { spin_unlock: nothing }),
    ),
  },
  {
    mistake: 'a block is put on the buddy lists without zone->lock',
    noticedBy: [
      'list-corruption',
      'no page is in two places',
      'no page is lost',
      'NR_FREE_PAGES is no less than what is on the lists',
      'nr_free is the length of the lists',
    ],
    patch: patch('x').in(
      free_one_page,
      replace('spin_lock', { spin_lock: nothing }),
      replace('spin_unlock', { spin_unlock: nothing }),
    ),
  },
  {
    mistake: 'the interrupt comes while its CPU puts a page on the list',
    start: 'one page and that of the interrupt',
    noticedBy: [
      'deadlock',
      'inconsistent-lock-state',
      'list-corruption',
      'pcp->count is the length of the lists',
    ],
    patch: patch('x').in(
      free_hot_cold_page,
      replace('local_irq_save', { local_irq_save: nothing }),
      replace('local_irq_restore', { local_irq_restore: nothing }),
    ),
  },
  {
    mistake: 'the interrupt comes while its CPU takes a page off the list',
    start: 'one page and that of the interrupt',
    noticedBy: [
      'deadlock',
      'inconsistent-lock-state',
      'list-corruption',
      'pcp->count is the length of the lists',
      'WARN_ON',
    ],
    patch: patch('x').in(
      buffered_rmqueue,
      replace('local_irq_save', { local_irq_save: nothing }),
      replace('failed', { failed: restoreLocked }),
      replace('local_irq_restore', { local_irq_restore: restoreLocked }),
    ),
  },
];

/** The line stays where it leads somewhere, and does nothing. */
function withoutEffect(fn: typeof buffered_rmqueue | typeof free_hot_cold_page, label: string): AnyPatch {
  const of = fn as typeof buffered_rmqueue;
  const line = label === 'pcp->count--' ? goto('local_irq_restore') : nothing;
  return patch('x').in(of, replace(label as 'pcp->count--', { [label]: line } as { x: typeof nothing }));
}

describe('a mistake in the allocator of 2.6.36 is noticed', () => {
  it.each(mutations)(
    '$mistake',
    async ({ patch: mutation, noticedBy, start = 'all is free, and movable' }) => {
      const mutant = design([...releases['2.6.36'], mutation], violated());
      const { verdict, violation } = await check(
        { ...buddy, initial: { [start]: buddy.initial[start]! }, designs: { mutant } },
        'mutant',
      );
      expect(verdict).toBe('violated');
      expect(noticedBy).toContain(violation!.property ?? violation!.check);
    },
  );
});

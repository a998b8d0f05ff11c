import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  type AnyPatch,
  after,
  before,
  call,
  design,
  patch,
  remove,
  type Scenario,
  violated,
} from '../../../model/language/index.ts';
import {
  flush_if_potentially_racing,
  flush_tlb_batched_pending,
} from '../../../model/pagetables/batchedPending.ts';
import { batchMm, mm_at } from '../../../model/pagetables/batchMm.ts';
import { change_protection } from '../../../model/pagetables/changeProtection.ts';
import * as gather from '../../../model/pagetables/gather.ts';
import { put_compound_page } from '../../../model/pagetables/hugePool.ts';
import { fix_tlb_flush_miss } from '../../../model/pagetables/parallelZap.ts';
import * as rmapWalk from '../../../model/pagetables/rmapWalk.ts';
import { gather_of } from '../../../model/pagetables/rows.ts';
import {
  defer_flush_of_writable_entries,
  shrink_page_list,
} from '../../../model/pagetables/shrinkPageList.ts';
import {
  __unmap_hugepage_range,
  enforce_proper_tlb_flush,
  fix_linked_list_corruption,
  unmap_hugepage_range,
} from '../../../model/pagetables/unmapHugepageRange.ts';
import batchedUnmap from '../../../scenarios/pagetables/batched-unmap.ts';
import hugetlbGather from '../../../scenarios/pagetables/hugetlb-gather.ts';
import parallelZap from '../../../scenarios/pagetables/parallel-zap.ts';

const { try_to_unmap_one } = batchMm.take(rmapWalk);
const { tlb_finish_mmu } = batchMm.take(gather);
const forbidden = 'no CPU can store to what a system call has forbidden to store to';

interface Mutation {
  readonly of: readonly [Scenario, string];
  readonly mistake: string;
  /** Why it has to be found there. */
  readonly because: string;
  readonly noticedBy: readonly string[];
  readonly patch: AnyPatch;
}

const mutations: readonly Mutation[] = [
  {
    of: [hugetlbGather, '2.6.19'],
    mistake: '__unmap_hugepage_range() with a list, and without a flush',
    because: 'the list is there for the flush alone',
    noticedBy: ['stale-tlb', "no CPU has a translation of a page that is somebody else's"],
    patch: patch('x').in(__unmap_hugepage_range, remove('flush_tlb_range')),
  },
  {
    of: [hugetlbGather, '2.6.19'],
    mistake: 'unmap_hugepage_range() does not take i_mmap_lock',
    because: 'it is the list that the lock is for, and its page that the other process has, too',
    noticedBy: ['list-corruption'],
    patch: patch('x', fix_linked_list_corruption).in(
      unmap_hugepage_range,
      remove('spin_lock'),
      remove('spin_unlock'),
    ),
  },
  {
    of: [hugetlbGather, '2.6.19'],
    mistake: 'put_page() before list_del()',
    because: 'the pool takes page->lru for its own list',
    noticedBy: ['list-corruption'],
    patch: patch('x', enforce_proper_tlb_flush).in(
      __unmap_hugepage_range,
      before('list_del: prev = entry->prev', { 'put_page, early': call(put_compound_page) }),
      remove('put_page'),
    ),
  },
  {
    of: [batchedUnmap, '4.13'],
    mistake: 'reclaim notes that a flush is due when it has unlocked',
    because: 'the call takes the lock in between',
    noticedBy: [forbidden],
    patch: patch('x', flush_if_potentially_racing).in(
      try_to_unmap_one,
      remove('mm->tlb_flush_batched = true'),
      after('spin_unlock', {
        'mm->tlb_flush_batched = true, late': (s, my) => {
          mm_at(s, my).tlb_flush_batched = true;
        },
      }),
    ),
  },
  {
    of: [batchedUnmap, '4.13'],
    mistake: 'mprotect() asks before it has the lock whether a flush is due',
    because: 'reclaim clears the pte in between',
    noticedBy: [forbidden],
    patch: patch('x', flush_if_potentially_racing).in(
      change_protection,
      remove('flush_tlb_batched_pending'),
      before('spin_lock', { 'flush_tlb_batched_pending, early': call(flush_tlb_batched_pending) }),
    ),
  },
  {
    of: [batchedUnmap, '4.13'],
    mistake: 'mprotect() does not flush what it has changed',
    because: 'the CPU has the entry with its write bit',
    noticedBy: [forbidden],
    patch: patch('x').in(change_protection, remove('flush_tlb_range')),
  },
  {
    of: [batchedUnmap, '4.13'],
    mistake: 'reclaim writes the page before it flushes',
    because: 'the flush was put off up to the write',
    noticedBy: ['no CPU can store to a page that is being written'],
    patch: patch('x', defer_flush_of_writable_entries).in(
      shrink_page_list,
      remove('try_to_unmap_flush_dirty'),
    ),
  },
  {
    of: [batchedUnmap, '4.13'],
    mistake: 'reclaim writes a page that has a reference more',
    because: 'madvise() has it in its gather, and has not flushed',
    noticedBy: ['no CPU can store to a page that is being written'],
    patch: patch('x').in(shrink_page_list, remove('is_page_cache_freeable')),
  },
  {
    of: [parallelZap, '4.12+nested-flush'],
    mistake: 'tlb_finish_mmu() counts itself out before it has flushed',
    because: 'the other call does not know of it, and has nothing to flush itself',
    noticedBy: ['no CPU has a translation of what a call that has returned has zapped'],
    patch: patch('x', fix_tlb_flush_miss).in(
      tlb_finish_mmu,
      remove('dec_tlb_flush_pending'),
      before('mm_tlb_flush_nested', {
        'dec_tlb_flush_pending, early': (s, my) => {
          s.mm[gather_of(s, my).mm!]!.tlb_flush_pending--;
        },
      }),
    ),
  },
];

describe('a mistake in who flushes for whom is noticed', () => {
  it.each(mutations)('$mistake: $because', async ({ of: [scenario, name], patch: mutation, noticedBy }) => {
    const { series } = scenario.designs[name]!;
    const designs = { mutant: design([...series, mutation], violated()) };
    const { verdict, violation } = await check({ ...scenario, designs, unreachable: {} }, 'mutant');
    expect(verdict).toBe('violated');
    expect(noticedBy).toContain(violation!.property ?? violation!.check);
  });
});

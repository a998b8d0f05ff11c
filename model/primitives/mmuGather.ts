import {
  bool,
  count,
  describe,
  type Leaf,
  ModelError,
  type Ptr,
  pointer,
  type RecordNode,
  record,
} from '../language/index.ts';
import { VM_BUG_ON } from './bug.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import { hold, type PagePtrOf, type Pages, release } from './pageHolder.ts';
import type { Current } from './task.ts';

/** The pages of a batch, in the order in which they have been unmapped. */
type Slots<T> = { [K in `page${number}`]: T };

/** What an mmuGather() keeps. */
export type MmuGather = { nr: number; need_flush: boolean } & Slots<Ptr<'page'>>;

/** Finds the gather: the `tlb` of a C line. */
export type GatherOf<S, L> = (state: S, my: L) => MmuGather;

/**
 * A struct mmu_gather: the pages of a batch, whose references it has until the TLBs are flushed, and whether anything has
 * been unmapped that a TLB may have. It is the thread's own, on its stack, or that of its CPU, where preemption has to be
 * off as long as it is in use.
 * include/asm-generic/tlb.h
 * @param most how many pages a batch has room for
 * @throws ModelError where that is no whole number from 1 to 31
 * @example
 * const shape = { page: table(2, pageRefs(3)), gather: mmuGather(2), task: tasks({ ...taskFields(), ...pageRefFields() }) };
 */
export function mmuGather(
  most: number,
): RecordNode<{ nr: Leaf<number>; need_flush: Leaf<boolean> } & Slots<Leaf<Ptr<'page'>>>> {
  if (!Number.isInteger(most) || most < 1 || most > 31)
    throw new ModelError(`mmuGather(): its batch is ${describe(most)}; allowed: 1 to 31 pages`);
  const slots = Array.from({ length: most }, (_, i) => [`page${i}`, pointer('page')]);
  return record({ nr: count(most), need_flush: bool(), ...Object.fromEntries(slots) });
}

const aGather = checkedRecord<MmuGather>('need_flush', 'mmuGather()');
const slotsOf = (gather: MmuGather) =>
  Object.keys(gather).filter((name) => name.startsWith('page')) as 'page0'[];

/**
 * __tlb_remove_page(): the page of a pte that has been cleared goes into the batch, with the reference that the pte had and
 * the task has taken, see takeReference(). Returns whether there is room left; where there is none, the caller has to flush.
 * mm/memory.c v3.0
 * @param pageOf finds the page
 * @param gatherOf finds the gather
 * @throws ModelError, when it is run, where the task has no pageRefFields()
 * @example
 * tlb_remove_tlb_entry: tlb_remove_tlb_entry((s) => s.gather),
 * __tlb_remove_page: when(__tlb_remove_page((_s, my) => my.page, (s) => s.gather), 'out'),
 * tlb_flush_mmu: unless(tlb_flush_needed((s) => s.gather), 'out'),
 */
export const __tlb_remove_page = <S, L>(pageOf: PagePtrOf<S, L>, gatherOf: GatherOf<S, L>) =>
  named('__tlb_remove_page', (state: S & Pages, my: L & Current): boolean => {
    const gather = aGather(gatherOf(state, my));
    const [page, room] = [pageOf(state, my), slotsOf(gather).length];
    VM_BUG_ON(gather.nr >= room, 'batch->nr > batch->max');
    release(state, my, page, undefined);
    gather.need_flush = true;
    gather[`page${gather.nr}`] = page;
    gather.nr++;
    return gather.nr < room;
  });

/**
 * tlb_remove_tlb_entry(): a pte has been cleared, whose translation a TLB may have.
 * include/asm-generic/tlb.h
 * @param gatherOf finds the gather
 * @example
 * tlb_remove_tlb_entry: tlb_remove_tlb_entry((s) => s.gather),
 * __tlb_remove_page: when(__tlb_remove_page((_s, my) => my.page, (s) => s.gather), 'out'),
 * tlb_flush_mmu: unless(tlb_flush_needed((s) => s.gather), 'out'),
 */
export const tlb_remove_tlb_entry = <S, L>(gatherOf: GatherOf<S, L>) =>
  named('tlb_remove_tlb_entry', (state: S, my: L): void => {
    aGather(gatherOf(state, my)).need_flush = true;
  });

/**
 * The beginning of tlb_flush_mmu(): whether anything has been unmapped since the last flush, which is to come then:
 * `if (!tlb->need_flush) return; tlb->need_flush = 0;`.
 * include/asm-generic/tlb.h
 * @param gatherOf finds the gather
 * @example
 * tlb_flush_mmu: unless(tlb_flush_needed((s) => s.gather), 'out'),
 * ...flush_tlb_others('flush_tlb_others', csd),
 * free_pages: unless(tlb_next_page((s) => s.gather, 'page'), 'out'),
 */
export const tlb_flush_needed = <S, L>(gatherOf: GatherOf<S, L>) =>
  named('tlb_flush_needed', (state: S, my: L): boolean => {
    const gather = aGather(gatherOf(state, my));
    const needed = gather.need_flush;
    gather.need_flush = false;
    return needed;
  });

/**
 * One round of free_pages_and_swap_cache(), which the end of tlb_flush_mmu() is: takes the next page of the batch into a
 * local, and its reference, which the task has to put; returns false where there is none left.
 * include/asm-generic/tlb.h, mm/swap_state.c
 * @param gatherOf finds the gather
 * @param register the local for the page
 * @throws ModelError, when it is run, where the task has no pageRefFields()
 * @example
 * free_pages: unless(tlb_next_page((s) => s.gather, 'page'), 'out'),
 * put_page: unless(put_page_testzero((_s, my) => my.page), 'free_pages'),
 * free_hot_cold_page: goto('free_pages', (s) => { s.nr_free++; }),
 */
export const tlb_next_page = <S, L, const R extends string>(gatherOf: GatherOf<S, L>, register: R) =>
  named('tlb_next_page', (state: S & Pages, my: L & Current & { [K in R]: Ptr<'page'> }): boolean => {
    const gather = aGather(gatherOf(state, my));
    const registers: { [K in R]: Ptr<'page'> } = my;
    registers[register] = null;
    if (gather.nr === 0) return false;
    const page = gather.page0!;
    for (let i = 1; i < gather.nr; i++) gather[`page${i - 1}`] = gather[`page${i}`]!;
    gather.nr--;
    gather[`page${gather.nr}`] = null;
    registers[register] = page;
    hold(state, my, page, undefined);
    return true;
  });

/**
 * How many references to the page a gather has: for a property that says that its count is its holders.
 * @example
 * const held = (s: Mm, page: number) => holdersIn(s.task, page) + gatheredIn(s.gather, page);
 */
export const gatheredIn = (gather: MmuGather, page: number): number =>
  slotsOf(gather).filter((slot) => gather[slot] === page).length;

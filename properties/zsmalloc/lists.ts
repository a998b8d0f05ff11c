import { addressOf, always, type Ptr, type ThreadView } from '../../model/language/index.ts';
import { list_entries } from '../../model/primitives/index.ts';
import { list_empty } from '../../model/zsmalloc/fullnessList.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';

const groups = ['ZS_ALMOST_FULL', 'ZS_ALMOST_EMPTY', 'ZS_EMPTY', 'ZS_FULL'] as const;

/** The zspages on a list, from its head on as long as the links lead to new ones, whichever way the design has its lists. */
export function membersOf(s: Zs, group: (typeof groups)[number]): number[] {
  const { fullness_list, fullness_page } = s.size_class[0]!;
  const first =
    group === 'ZS_EMPTY' || group === 'ZS_FULL' || fullness_page[group] === null
      ? null
      : fullness_page[group];
  if (first !== null) return [first, ...list_entries(s, addressOf('zspage[].list', first), 'zspage[].list')];
  return fullness_list[group].next === null
    ? []
    : list_entries(s, `size_class[0].fullness_list.${group}`, 'zspage[].list');
}

/** A zspage that is there: its struct is allocated, or, where it has none, its first page is one. */
export const isLive = (s: Zs, row: number): boolean => {
  const zspage = s.zspage[row]!;
  return zspage.squeezed ? s.page[row]!.PG_private : zspage.slab.inuse;
};

/** Whether zs_compact has taken the zspage off its list. */
const compacted = (threads: readonly ThreadView[], row: number) =>
  threads.some(({ ended, my }) => !ended && (my.src === row || my.dst === row));

/** While somebody holds class->lock, or from 6.2 until 6.10 pool->lock, a zspage may be between two lists. */
export const betweenSteps = (s: Zs): boolean =>
  s.size_class[0]!.lock.owner !== null || s.pool[0]!.lock.owner !== null;

/** What a list leads to is there. */
export const noFreedOnList = always('no list has a zspage that has been freed', (s: Zs) =>
  groups.every((group) => membersOf(s, group).every((row) => isLive(s, row))),
);

/** The group that a zspage says it is in is that of its list. */
export const onItsList = always(
  'a zspage on a list is in the group of that list',
  (s: Zs) =>
    betweenSteps(s) ||
    groups.every((group) =>
      membersOf(s, group).every((row) => !isLive(s, row) || s.zspage[row]!.fullness === group),
    ),
);

/** What zs_page_isolate() takes for granted since v4: a zspage off the lists is one that zs_compact is at work on. */
export const offListIsTaken = always(
  'a zspage with objects is off the lists only while zs_compact or the VM has it',
  (s: Zs, threads) =>
    betweenSteps(s) ||
    s.zspage.every(
      (zspage, row) =>
        !isLive(s, row) ||
        zspage.inuse === 0 ||
        zspage.isolated > 0 ||
        compacted(threads, row) ||
        !list_empty(s, row as Ptr<'zspage'>),
    ),
);

/** Groups that have a list in every design; ZS_FULL and ZS_EMPTY have one from 4.8 on. */
const listed = ['ZS_ALMOST_FULL', 'ZS_ALMOST_EMPTY'] as const;

/** No zspage that has room is lost to zs_malloc() and zs_compact. */
export const partlyUsedIsListed = always(
  'a zspage in partial use is on its list unless zs_compact or the VM has it',
  (s: Zs, threads) =>
    betweenSteps(s) ||
    s.zspage.every(
      ({ isolated, fullness }, row) =>
        !isLive(s, row) ||
        isolated > 0 ||
        compacted(threads, row) ||
        !listed.some((group) => group === fullness && !membersOf(s, group).includes(row)),
    ),
);

/** Where zs_compact may remember a source that it has put back or freed; it forgets a target at once. */
const withoutSource = [
  'spin_lock_stat',
  'zs_stat_dec',
  'spin_unlock_stat',
  'resched',
  'spin_lock',
  'isolate_source_page',
];
const isAtWork = (thread: ThreadView, row: number) =>
  thread.fn === 'zs_compact' &&
  !thread.ended &&
  (thread.my.dst === row || (thread.my.src === row && !thread.mayBeAt(withoutSource)));

/**
 * From v3 until 5.16; later on an isolated zspage stays on its list, for zs_compact to take. With objects, because an empty
 * one zs_compact only has to free, for which it waits until its page is not locked.
 */
export const oneOwner = always(
  'zs_compact and the VM never have one zspage with objects both',
  (s: Zs, threads) =>
    s.zspage.every(
      ({ isolated, inuse }, row) =>
        !isLive(s, row) || isolated === 0 || inuse === 0 || !threads.some((thread) => isAtWork(thread, row)),
    ),
);

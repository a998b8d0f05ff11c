import { type AnyFn, type AnyPatch, applySeries, type Unreachable } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { because } from './because.ts';
import { offListUnderLock, oneZspageIsolated } from './untakenWays.ts';

/*
 * Why designs of zsmalloc cannot reach some of their labels in a scenario. Each is a claim that the search checks: where
 * the label fires all the same, the verdict is not `holds`.
 */

/** What the VM and the worker run once pages are movable, but for the labels before the VM has found out. */
const ofMigration = [
  'compact_zone.unmap_and_move',
  'isolate_movable_page.',
  'unmap_and_move.',
  'putback_movable_page.',
  'zs_page_isolate.',
  'zs_page_migrate.',
  'zs_page_putback.',
  'async_free_zspage.',
  'lock_zspage.',
  '__free_zspage.',
];
const beforeMigration = [
  'isolate_movable_page.get_page_unless_zero',
  'isolate_movable_page.PageMovable',
  'isolate_movable_page.put_page',
];

/** Of a series without the migration of zspages. */
export function pagesNotMovable(series: readonly AnyPatch[]): Unreachable {
  const entries = [compact_zone, async_free_zspage] as readonly unknown[] as readonly AnyFn[];
  const labels = [...applySeries(entries, series).values()].flatMap(({ name, lines }) =>
    lines.map(({ label }) => `${name}.${label}`),
  );
  const unreached = labels.filter(
    (label) => ofMigration.some((begin) => label.startsWith(begin)) && !beforeMigration.includes(label),
  );
  return because('the pages of zsmalloc are not movable yet', ...unreached);
}

/** Zspages of one page, from v4 on; and where the VM comes across it. */
export const onePageUnlocked = because(
  'zspages have one page: where it is locked there is no other to unlock',
  'trylock_zspage.unlock_page',
  'trylock_zspage.return_0',
);
/** What never happens where zspages have one page. */
export const onePage = {
  ...onePageUnlocked,
  ...because('zspages have one page: there is no other one to link', 'zs_page_migrate.set_next_page: jumps'),
};

/** Classes of two objects a zspage, beside zs_compact. */
export const roomForOne = because(
  'with two objects a zspage, source and target have one each, for which there is room',
  'zs_compact.unpin_tag_full',
  'zs_compact.putback_dst_full',
);
/** With two objects a zspage. */
export const targetIsFull = because(
  'with two objects a zspage, a target is full when it has got the one of a source',
  'zs_compact.if_dst_full: jumps',
  'zs_compact.if_src_left: jumps',
  'zs_compact.putback_dst_left',
  'zs_compact.unfreeze_dst_left',
);

/** Scenarios that free the only object of a zspage. */
export const lastObjectOfV3 = because(
  'the object that is freed is the last of its zspage',
  'zs_free.spin_unlock',
);
/** The same, with pool->migrate_lock. */
export const lastObject = because(
  'the object that is freed is the last of its zspage',
  'zs_free.migrate_read_unlock',
);
/** Up to 4.7, and from 5.17 on. */
export const lastObjectTested = because(
  'the object that is freed is the last of its zspage',
  'zs_free.fix_fullness_group: jumps',
);

/** From 4.8 until 5.17. */
export const isolatedStays = {
  ...offListUnderLock,
  ...because(
    'no zspage is freed while one of its pages is isolated',
    'unmap_and_move.put_unused_newpage',
    'unmap_and_move.freed_lock_page',
    'unmap_and_move.freed_PageMovable',
    'unmap_and_move.freed_ClearPageIsolated',
    'unmap_and_move.freed_unlock_page',
    'unmap_and_move.ClearPageIsolated_freed',
    'putback_movable_page.ClearPageIsolated_freed',
  ),
};

/** Of v3, where only one compactor comes across a page. */
export const isolatedIsMovable = because(
  'reset_page() leaves PG_movable of an isolated page to the one compactor who has it',
  'unmap_and_move.migrate_page',
  'unmap_and_move.freed_PageMovable: jumps',
  'unmap_and_move.if_movable: jumps',
  'zs_page_migrate.reset_PageIsolated: jumps',
);

/** Of v3, in scenarios whose other designs have a worker. */
export const noWorkOfV3 = because(
  'v3 has no worker: a zspage is freed by who empties it',
  'async_free_zspage.process_one_work',
  'async_free_zspage.spin_lock',
  'async_free_zspage.list_splice_init',
  'async_free_zspage.spin_unlock',
  'async_free_zspage.list_for_each_entry',
  'async_free_zspage.next_entry',
  'async_free_zspage.work_done',
  'lock_zspage.get_first_page',
  'lock_zspage.lock_page',
  'lock_zspage.get_next_page',
  '__free_zspage.VM_BUG_ON',
  '__free_zspage.reset_page',
  '__free_zspage.unlock_page',
  '__free_zspage.put_page',
  '__free_zspage.cache_free_zspage',
);

/** From 5.3, in scenarios that do not destroy the pool. */
export const poolStays = {
  ...oneZspageIsolated,
  ...because('nobody destroys the pool', 'zs_page_migrate.wake_up_all', 'zs_page_putback.wake_up_all'),
};

/** From v4 on, where the VM migrates nothing. */
export const pagesUnlocked = because(
  'nobody else locks a page',
  'trylock_zspage.unlock',
  'free_zspage.spin_lock',
  'free_zspage.list_add',
  'free_zspage.spin_unlock',
  'free_zspage.kick_deferred_free',
);

/** Where the only user of a pool allocates one object. */
export const firstUser = because(
  'there is no zspage with room, and no lack of pages, when the only user allocates',
  'zs_malloc.obj_malloc',
  'zs_malloc.fix_fullness_group',
  'zs_malloc.record_obj',
  'zs_malloc.spin_unlock',
  'zs_malloc.free_handle',
  'alloc_zspage.free_pages',
  'zram_store_and_free.if_handle: jumps',
);

/** Of v3 where zs_page_isolate() looks at the lists, and only zs_compact frees. */
export const freedIsNotIsolated = because(
  'what zs_compact frees is on no list, and so it is not isolated',
  'free_zspage.reset_PageIsolated: jumps',
  'zs_page_migrate.get_zspage_inuse: jumps',
  'unmap_and_move.put_unused_newpage',
  'unmap_and_move.freed_PageMovable',
  'unmap_and_move.freed_ClearPageMovable',
  'unmap_and_move.ClearPageMovable',
  'unmap_and_move.ClearPageMovable_unlocked',
  'putback_movable_page.ClearPageMovable',
);

/** From 4.8 until 5.17, where no user frees an object. */
export const nothingFreed = because(
  'no object is freed while its zspage is isolated',
  'zs_page_migrate.return_EBUSY',
  'zs_page_putback.schedule_work',
);

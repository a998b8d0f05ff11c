import { because } from './because.ts';

/*
 * Why designs of zsmalloc take some ways of a test never, though both labels that it leads to fire: of the scenarios in
 * which the VM comes across pages of the pool. The search checks each of them as it checks labels.
 */

/** From v4 on, of a worker that frees what others could not. */
export const oneToFree = because(
  'the worker is woken where there is a zspage for it, and there is no second one until it has looked',
  'async_free_zspage.list_for_each_entry: jumps',
  'async_free_zspage.next_entry: jumps',
);

/** With one thread of the VM that isolates pages. */
export const oneCompactor = because(
  'each page is come across by one compactor, and so nobody else has isolated it',
  'isolate_movable_page.PageIsolated: jumps',
);

/** Where no page comes to a zspage while somebody may come across it. */
export const movableWhileHeld = because(
  'a page of a zspage is movable as long as anybody has a reference to it, and no page becomes one that is come across',
  'isolate_movable_page.PageMovable: jumps',
);

/** The same in 6.17. */
export const oneCompactorOfOps = because(
  'each page is come across by one compactor, and so nobody else has isolated it',
  'isolate_movable_ops_page.PageMovableOpsIsolated: jumps',
);
/** The same in 6.17. */
export const movableOpsWhileHeld = because(
  'a page of a zspage has movable operations as long as anybody has a reference to it, and no page becomes one that is come across',
  'isolate_movable_ops_page.page_has_movable_ops: jumps',
);

/** With pages enough. */
export const pageToMigrateTo = because(
  'there is a free page to migrate to at any time',
  'unmap_and_move.get_new_page: branch 2',
);

/** From v4 until 6.11. */
export const leftIsNotMovable = because(
  'a page that only the VM has still is one that its driver has let go of, under the page lock',
  'unmap_and_move.freed_PageMovable: jumps',
);

/** From 4.8 until 5.16. */
export const offListUnderLock = because(
  'zs_compact has a zspage off its list only with class->lock held, which zs_page_isolate() takes',
  'zs_page_isolate.list_empty: jumps',
);

/** From v4 until 5.16. */
export const onePageIsolated = because(
  'no two pages of a zspage are isolated at the same time',
  'zs_page_isolate.is_zspage_isolated: jumps',
  'zs_page_migrate.dec_zspage_isolation: jumps',
  'zs_page_putback.dec_zspage_isolation: jumps',
);

/** From 5.3 until 5.16. */
export const oneZspageIsolated = because(
  'no page of another zspage is isolated at the same time',
  'zs_page_migrate.isolated_pages: jumps',
  'zs_page_putback.isolated_pages: jumps',
);

/** Zspages of one page, from v4 on, where a worker frees them, and until 5.17 where it locks their pages. */
export const onePageFreed = because('zspages have one page', '__free_zspage.put_page: jumps');
/** With zspages of one page: no next one to lock. */
export const onePageLocked = because('zspages have one page', 'lock_zspage.get_next_page: jumps');
/** With zspages of one page: no more to allocate. */
export const onePageAllocated = because('zspages have one page', 'alloc_zspage.needs_more: jumps');

/** Zspages of two pages, of which the VM never has the first one when zs_free() wants them both. */
export const secondPageLocked = because(
  'with two pages a zspage, zs_free() has one page locked before it comes to one that is not the first',
  'trylock_zspage.unlock_page: jumps',
);
/** With two pages a zspage, of which the VM comes across the second alone. */
export const firstPageUnlocked = because(
  'the VM never comes across the first page, so that none but the second can be locked',
  'trylock_zspage.unlock: jumps',
);

/** Zspages of two pages whose one object begins on the first one. */
export const nothingBeginsThere = because(
  'no object begins on the page that is migrated, and so there is none to pin',
  'zs_page_migrate.trypin_tag: jumps',
);

/** From 4.14 until 5.16, where no object can be pinned by somebody else. */
export const migrationSucceeds = because(
  'nothing but an object that somebody has pinned makes zs_page_migrate() fail, and nobody has one',
  'unmap_and_move.if_migrated: jumps',
  'unmap_and_move.if_success: jumps',
);

/** What the VM and the worker never do from v4 until 5.16 with the one page of a zspage. */
export const onePageMigrated = {
  ...oneToFree,
  ...onePageFreed,
  ...onePageLocked,
  ...onePageIsolated,
};

/** The same where no zspage is made meanwhile; what is free stays free for the VM. */
export const onePageComesAcross = { ...onePageMigrated, ...movableWhileHeld, ...pageToMigrateTo };

const notRefused = because(
  'from 5.17 on zs_page_isolate() refuses no page that is movable',
  'isolate_movable_page.if_isolated: jumps',
);
const noReasonToFail =
  'from 5.17 on zs_page_migrate() has no reason to fail: objects are not pinned, and what is isolated is freed all the same';
/** From 5.19 until 6.2: the driver lets any of its pages be isolated, and has no reason to fail. */
export const neverRefused = {
  ...leftIsNotMovable,
  ...notRefused,
  ...because(noReasonToFail, 'unmap_and_move.if_migrated: jumps', 'unmap_and_move.if_success: jumps'),
};
/** The same from 6.3 until 6.11. */
export const neverRefusedByBatch = {
  ...notRefused,
  ...because(
    noReasonToFail,
    'migrate_pages_batch.if_migrated: jumps',
    'migrate_pages_batch.undo_src',
    'migrate_pages_batch.undo_dst',
    'migrate_pages_batch.put_undone_newpage',
  ),
};

/** Where zs_compact has two zspages, in any release. */
export const twoWithRoom = because(
  'where zs_can_compact() finds room for a whole zspage, there is a target with room',
  'zs_compact.isolate_target_page: jumps',
);
/** With two objects a zspage. */
export const sourceGetsEmpty = because(
  'with two objects a zspage, a source has one, and the target has room for it',
  'zs_compact.putback_src: jumps',
);

import { oneStep, patch, remove, replace, unless, when } from '../../language/index.ts';
import { VM_BUG_ON, write_lock, write_unlock } from '../../primitives/index.ts';
import { get_zspage as getZspage } from '../chain.ts';
import { compactionOn } from '../compactionLists.ts';
import { type FullnessLists, fix_fullness_group, fullLists, remove_zspage } from '../fullnessList.ts';
import { type HasPage, type HasZspage, page_of, zspage_lock, zspage_of } from '../rows.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { page_migration_merged } from '../v4_8/pageMigration.ts';
import { drain_isolated, noDrain } from '../v5_3/drainIsolated.ts';
import { free_empty_after_migration } from '../v5_3/putbackDeferred.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { zs_compact } from '../zsCompact.ts';
import { zs_destroy_pool } from '../zsDestroyPool.ts';
import { free_zspage, zs_free } from '../zsFree.ts';
import { zs_malloc } from '../zsMalloc.ts';
import { zs_page_isolate } from '../zsPageIsolate.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';

/** The lists of a zspage do not care any more whether one of its pages is isolated. */
export const plainLists: FullnessLists = { ...fullLists, beforeRemove: () => {} };

/** fix_fullness_group(), isolated or not; whether the zspage is empty now. */
export const fix_fullness = (s: Zs, my: HasZspage) =>
  fix_fullness_group(s, my.zspage!, plainLists, false) === 'ZS_EMPTY';

const remove_empty = (s: Zs, my: HasZspage) => remove_zspage(s, my.zspage!, 'ZS_EMPTY', plainLists);

/** The asserts, and the zspage behind the page. */
const get_zspage = (s: Zs, my: HasPage & HasZspage) => {
  const page = page_of(s, my);
  VM_BUG_ON(page.mapping === null, '!PageMovable(page)');
  VM_BUG_ON(page.PG_isolated, 'PageIsolated(page)');
  my.zspage = getZspage(s, page);
};
export const get_zspage_isolated = (s: Zs, my: HasPage & HasZspage) => {
  const page = page_of(s, my);
  VM_BUG_ON(page.mapping === null, '!PageMovable(page)');
  VM_BUG_ON(!page.PG_isolated, '!PageIsolated(page)');
  my.zspage = getZspage(s, page);
};

/**
 * dec_zspage_isolation(): nobody asks for the count any more but this assert. The unsigned int that it shares with the
 * fullness group, which is changed under another lock until 6.5, is two words here; store_fullness and store_isolated
 * make it one.
 */
export const dec_zspage_isolation = (s: Zs, my: HasZspage) => {
  const zspage = zspage_of(s, my);
  VM_BUG_ON(zspage.isolated === 0, 'zspage->isolated == 0');
  zspage.isolated--;
};

const { isolate_source_page, isolate_target_page } = compactionOn(plainLists);
const lock_zspage = write_lock(zspage_lock);
const unlock_zspage = write_unlock(zspage_lock);

/** The hunks that take out what came of the last isolated page of a zspage: its list, and the count of the pool. */
const noneIsolatedLeft = [
  remove('putback_zspage'),
  remove('schedule_work'),
  remove('dec_isolated_pages'),
  remove('isolated_pages'),
  remove('destroying'),
  remove('wake_up_all'),
] as const;

/** c4549b871102 in 5.17: an isolated zspage stays on its list, and may be allocated from and freed. */
export const remove_zspage_isolation = patch(
  'zsmalloc: remove zspage isolation for migration',
  page_migration_v4,
  page_migration_merged,
  free_empty_after_migration,
  drain_isolated,
)
  .in(zs_malloc, replace('fix_fullness_group', { fix_fullness_group: fix_fullness }))
  .in(
    zs_free,
    replace('fix_fullness_group', { fix_fullness_group: when(fix_fullness, 'read_unlock_empty') }),
    remove('is_zspage_isolated'),
  )
  .in(free_zspage, replace('remove_zspage', { remove_zspage: remove_empty }))
  .in(
    zs_compact,
    replace('isolate_source_page', {
      isolate_source_page: oneStep(why.lists, unless(isolate_source_page, 'spin_unlock')),
    }),
    replace('isolate_target_page', {
      isolate_target_page: unless(isolate_target_page, 'putback_src_unused'),
    }),
  )
  .in(
    zs_page_isolate,
    replace('get_zspage', { get_zspage }),
    replace('spin_lock', { write_lock: lock_zspage }),
    remove('get_zspage_inuse'),
    remove('list_empty'),
    remove('is_zspage_isolated'),
    remove('inc_isolated_pages'),
    remove('remove_zspage'),
    replace('spin_unlock', { write_unlock: unlock_zspage }),
  )
  .in(zs_page_migrate, replace('dec_zspage_isolation', { dec_zspage_isolation }), ...noneIsolatedLeft)
  .in(
    zs_page_putback,
    replace('get_zspage', { get_zspage: get_zspage_isolated }),
    replace('spin_lock', { write_lock: lock_zspage }),
    replace('dec_zspage_isolation', { dec_zspage_isolation }),
    ...noneIsolatedLeft,
    replace('spin_unlock', { write_unlock: unlock_zspage }),
  )
  .in(zs_destroy_pool, ...noDrain);

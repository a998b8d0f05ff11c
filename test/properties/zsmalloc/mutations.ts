import {
  after,
  call,
  goto,
  type Ptr,
  patch,
  remove,
  replace,
  unless,
  when,
} from '../../../model/language/index.ts';
import {
  putback_movable_page,
  succeeded,
  unmap_and_move_movable,
} from '../../../model/migration/movablePage.ts';
import { support_non_lru } from '../../../model/migration/nonLruMigration.ts';
import { prepare_to_wait, spin_lock, spin_unlock, write_lock } from '../../../model/primitives/index.ts';
import { lock_zspage } from '../../../model/zsmalloc/asyncFreeZspage.ts';
import { __free_zspage } from '../../../model/zsmalloc/chain.ts';
import { allocated_in } from '../../../model/zsmalloc/chunk.ts';
import { fullLists, list_empty, remove_zspage } from '../../../model/zsmalloc/fullnessList.ts';
import {
  class_lock,
  type HasNewpage,
  type HasPage,
  page_of,
  pool_of,
  zspage_lock,
} from '../../../model/zsmalloc/rows.ts';
import { page_migration_v4 } from '../../../model/zsmalloc/v4/pageMigration.ts';
import { page_migration_merged } from '../../../model/zsmalloc/v4_8/pageMigration.ts';
import { drain_isolated } from '../../../model/zsmalloc/v5_3/drainIsolated.ts';
import { fix_async_free } from '../../../model/zsmalloc/v5_19/lockZspage.ts';
import type { Zs } from '../../../model/zsmalloc/zs.ts';
import { zs_destroy_pool } from '../../../model/zsmalloc/zsDestroyPool.ts';
import { free_zspage, zs_free } from '../../../model/zsmalloc/zsFree.ts';
import { zs_map_object, zs_unmap_object } from '../../../model/zsmalloc/zsMap.ts';
import { zs_page_isolate } from '../../../model/zsmalloc/zsPageIsolate.ts';
import { type HasRc, zs_page_migrate } from '../../../model/zsmalloc/zsPageMigrate.ts';
import { zs_page_putback } from '../../../model/zsmalloc/zsPagePutback.ts';

/*
 * Mistakes one could make in 4.8, or in another release where the name says so.
 */

const in4_8 = (mistake: string) => patch(mistake, support_non_lru, page_migration_v4, page_migration_merged);
const nothing = () => {};
const never = () => false;

export const uncounted_putback = in4_8('zs_page_putback() leaves zspage->isolated as it is').in(
  zs_page_putback,
  replace('dec_zspage_isolation', { dec_zspage_isolation: unless(never, 'spin_unlock') }),
);

export const no_get_page = in4_8('zs_page_migrate() takes no reference to newpage').in(
  zs_page_migrate,
  remove('get_page'),
);
export const no_put_page = in4_8('putback_movable_page() keeps the reference').in(
  putback_movable_page,
  replace('put_page', { put_page: nothing }),
);
export const no_putback = in4_8('a page that could not be migrated is not given back').in(
  unmap_and_move_movable,
  replace('if_success', { if_success: unless(succeeded, 'put_page') }),
);
export const putback_twice = in4_8('a page that could not be migrated is given back twice').in(
  unmap_and_move_movable,
  after('putback_movable_page', { putback_again: call(putback_movable_page) }),
);

/** record_obj() for the objects on the page up to the given number of them, pinned or not. */
const record = (objects: number) => (s: Zs, my: HasPage & HasNewpage) => {
  for (const { handle } of allocated_in(page_of(s, my)).slice(0, objects))
    s.handle[handle]!.obj.page = my.newpage;
};
export const first_object_alone = in4_8('zs_page_migrate() records the first object alone').in(
  zs_page_migrate,
  replace('record_obj', { record_obj: record(1) }),
);

const success = (_s: Zs, my: HasRc) => {
  my.rc = '0';
};
export const no_trypin = in4_8('zs_page_migrate() pins no object').in(
  zs_page_migrate,
  replace('trypin_tag', { trypin_tag: nothing }),
  replace('record_obj', { record_obj: record(2) }),
  replace('unpin_tag', { unpin_tag: success }),
);
export const no_read_lock = in4_8('zs_map_object() does not take zspage->lock')
  .in(zs_map_object, remove('migrate_read_lock'))
  .in(zs_unmap_object, remove('migrate_read_unlock'));

export const class_lock_first = in4_8('zs_page_migrate() takes class->lock, then zspage->lock').in(
  zs_page_migrate,
  replace('write_lock', { spin_lock_first: spin_lock(class_lock) }),
  replace('spin_lock', { write_lock_second: write_lock(zspage_lock) }),
);

export const no_list_check = in4_8('zs_page_isolate() takes a zspage that is on no list').in(
  zs_page_isolate,
  remove('list_empty'),
);
export const no_inuse_check = in4_8('zs_page_isolate() takes an empty zspage').in(
  zs_page_isolate,
  remove('get_zspage_inuse'),
);

export const free_isolated = in4_8('zs_free() ignores zspage->isolated').in(
  zs_free,
  remove('is_zspage_isolated'),
);

interface OfZspage {
  readonly zspage: Ptr<'zspage'>;
}
const unlink = (s: Zs, my: OfZspage) => {
  if (!list_empty(s, my.zspage)) remove_zspage(s, my.zspage!, 'ZS_EMPTY', fullLists);
};
export const free_unlisted = in4_8('free_zspage() does not assert that the zspage is on a list').in(
  free_zspage,
  replace('VM_BUG_ON', { VM_BUG_ON: nothing }),
  replace('remove_zspage', { remove_zspage: unlink }),
);

export const putback_frees_atomic = in4_8(
  'zs_page_putback() frees an empty zspage itself, under class->lock',
).in(
  zs_page_putback,
  replace('schedule_work', { lock_zspage: call(lock_zspage), __free_zspage: call(__free_zspage) }),
);
export const putback_frees = in4_8('zs_page_putback() frees an empty zspage itself, without class->lock').in(
  zs_page_putback,
  replace('schedule_work', {
    spin_unlock_to_lock: spin_unlock(class_lock),
    lock_zspage: call(lock_zspage),
    spin_lock_again: spin_lock(class_lock),
    __free_zspage: call(__free_zspage),
  }),
);

export const no_put_page_5_19 = patch(
  '5.19: lock_zspage() keeps the reference to a page it waited for',
  fix_async_free,
).in(lock_zspage, replace('put_page', { put_page: goto('read_lock') }), replace('put_next', {}));

const in5_3 = (mistake: string) => patch(mistake, drain_isolated);
const migration_wait = (s: Zs) => pool_of(s).migration_wait;
const drained = (s: Zs) => pool_of(s).isolated_pages === 0;

export const no_wake_up = in5_3('5.3: nobody is woken when no page is isolated any more')
  .in(zs_page_migrate, replace('wake_up_all', { wake_up_all: nothing }))
  .in(zs_page_putback, replace('wake_up_all', { wake_up_all: nothing }));

export const test_first = in5_3(
  '5.3: zs_destroy_pool() tests the condition, then calls prepare_to_wait()',
).in(
  zs_destroy_pool,
  replace('prepare_to_wait', { test_first: when(drained, 'finish_wait') }),
  replace('drained', { prepare_to_wait: prepare_to_wait(migration_wait) }),
  replace('again', { again: goto('test_first') }),
);

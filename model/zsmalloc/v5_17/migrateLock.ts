import { after, before, oneStep, patch, remove, replace, unless } from '../../language/index.ts';
import { read_lock, read_unlock, spin_unlock, write_lock, write_unlock } from '../../primitives/index.ts';
import { allocated_in } from '../chunk.ts';
import {
  class_lock,
  type HasNewpage,
  type HasPage,
  page_of,
  pool_of,
  put_page as putPage,
  zspage_lock,
} from '../rows.ts';
import { use_bit_spin_lock } from '../v4/bitSpinLock.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { page_migration_merged } from '../v4_8/pageMigration.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { zs_compact } from '../zsCompact.ts';
import { zs_free } from '../zsFree.ts';
import { zs_map_object, zs_unmap_object } from '../zsMap.ts';
import { get_newpage, type HasRc, zs_page_migrate } from '../zsPageMigrate.ts';
import { compaction_hunks } from './compaction.ts';
import { dec_zspage_isolation, fix_fullness, remove_zspage_isolation } from './removeIsolation.ts';

/** &pool->migrate_lock; from 6.15 on it is called pool->lock. */
export const migrate_lock = (s: Zs) => pool_of(s).migrate_lock;

/** record_obj() for each object on the page: who reads a handle's word holds the lock for read. */
const record_obj = (s: Zs, my: HasPage & HasNewpage) => {
  for (const { handle } of allocated_in(page_of(s, my))) s.handle[handle]!.obj.page = my.newpage;
};

/** The last step is MIGRATEPAGE_SUCCESS: nothing can fail any more. */
export const put_page = (s: Zs, my: HasPage & HasRc) => {
  putPage(page_of(s, my));
  my.rc = '0';
};

/** b475d42d2c43 in 5.17: a handle has no pin any more; nothing moves while pool->migrate_lock is held for read. */
export const add_migrate_lock = patch(
  'zsmalloc: replace per zpage lock with pool->migrate_lock',
  use_bit_spin_lock,
  page_migration_v4,
  page_migration_merged,
  remove_zspage_isolation,
)
  .in(
    zs_free,
    replace('pin_tag', { read_lock: read_lock(migrate_lock) }),
    remove('migrate_read_lock'),
    after('spin_lock', { read_unlock: read_unlock(migrate_lock) }),
    replace('fix_fullness_group', { fix_fullness_group: unless(fix_fullness, 'spin_unlock') }),
    remove('migrate_read_unlock'),
    remove('read_unlock_empty'),
    remove('unpin_tag'),
  )
  .in(
    zs_map_object,
    replace('pin_tag', { read_lock: read_lock(migrate_lock) }),
    after('migrate_read_lock', { read_unlock: read_unlock(migrate_lock) }),
  )
  .in(zs_unmap_object, remove('unpin_tag'))
  .in(zs_compact, ...compaction_hunks)
  .in(
    zs_page_migrate,
    replace('write_lock', { write_lock_pool: write_lock(migrate_lock) }),
    replace('trypin_tag', { write_lock: write_lock(zspage_lock) }),
    replace('record_obj', { record_obj }),
    remove('get_page'),
    remove('dec_zspage_isolation'),
    remove('unpin_tag'),
    remove('spin_unlock'),
    remove('write_unlock'),
    before('reset_page', {
      write_unlock_pool: write_unlock(migrate_lock),
      spin_unlock: spin_unlock(class_lock),
      dec_zspage_isolation,
      write_unlock: write_unlock(zspage_lock),
      get_page: get_newpage,
    }),
    replace('put_page', { put_page: oneStep(why.put_page, put_page) }),
  );

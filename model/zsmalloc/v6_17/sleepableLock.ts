import { after, goto, oneStep, patch, replace, thenGoto } from '../../language/index.ts';
import { spin_unlock, write_unlock } from '../../primitives/index.ts';
import { lock_zspage } from '../asyncFreeZspage.ts';
import { type Compaction, putback } from '../compactionLists.ts';
import { class_lock, zspage_lock } from '../rows.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { src_lock } from '../v5_17/compaction.ts';
import { add_migrate_lock, migrate_lock, put_page } from '../v5_17/migrateLock.ts';
import { plainLists } from '../v5_17/removeIsolation.ts';
import { fix_async_free } from '../v5_19/lockZspage.ts';
import { class_lock_again } from '../v6_11/classLock.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { zs_compact } from '../zsCompact.ts';
import { zs_map_object, zs_unmap_object } from '../zsMap.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import {
  unless_zspage_write_trylock,
  zspage_read_lock,
  zspage_read_unlock,
  zspage_write_unlock,
} from './zspageLock.ts';

const putback_src_busy = (s: Zs, my: Compaction) => {
  putback(s, my.src!, plainLists);
  my.src = null;
};

/**
 * e27af3f9360e in 6.15: who has an object mapped may sleep, so that who wants to move it gives up instead of waiting.
 * The commit before it calls pool->migrate_lock pool->lock. -EINVAL, later -EBUSY, is -EBUSY here, with which a
 * migration starts.
 */
export const sleepable_reader_lock = patch(
  'zsmalloc: sleepable zspage reader-lock',
  page_migration_v4,
  add_migrate_lock,
  fix_async_free,
  class_lock_again,
)
  .in(
    lock_zspage,
    replace('read_lock', { read_lock: zspage_read_lock }),
    replace('read_unlock_to_wait', { read_unlock_to_wait: zspage_read_unlock }),
    replace('read_unlock_next', { read_unlock_next: zspage_read_unlock }),
    replace('read_lock_next', { read_lock_next: thenGoto(zspage_read_lock, 'get_next_page') }),
    replace('read_unlock', { read_unlock: zspage_read_unlock }),
  )
  .in(zs_map_object, replace('migrate_read_lock', { zspage_read_lock }))
  .in(zs_unmap_object, replace('migrate_read_unlock', { zspage_read_unlock }))
  .in(
    zs_page_migrate,
    replace('write_lock', { write_trylock: unless_zspage_write_trylock(zspage_lock, 'spin_unlock_busy') }),
    replace('write_unlock', { write_unlock: zspage_write_unlock }),
    replace('put_page', {
      put_page: oneStep(why.put_page, goto('return', put_page)),
      spin_unlock_busy: spin_unlock(class_lock),
      write_unlock_busy: write_unlock(migrate_lock),
    }),
  )
  .in(
    zs_compact,
    replace('write_lock_src', {
      write_trylock_src: unless_zspage_write_trylock(src_lock, 'putback_src_busy'),
    }),
    after('write_unlock_resched', { putback_src_busy }),
  );

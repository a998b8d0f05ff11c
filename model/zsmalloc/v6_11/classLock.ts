import { after, before, goto, patch, replace } from '../../language/index.ts';
import {
  read_lock,
  read_unlock,
  spin_lock,
  spin_unlock,
  write_lock,
  write_unlock,
} from '../../primitives/index.ts';
import { async_free_zspage } from '../asyncFreeZspage.ts';
import { class_lock } from '../rows.ts';
import { page_migration_merged } from '../v4_8/pageMigration.ts';
import { rwlock_is_contended } from '../v5_17/compaction.ts';
import { migrate_lock } from '../v5_17/migrateLock.ts';
import { consolidate_locks, mallocUnder } from '../v6_2/poolLock.ts';
import { rework_compaction, unlessFullOr } from '../v6_5/compaction.ts';
import { zs_compact } from '../zsCompact.ts';
import { zs_free } from '../zsFree.ts';
import { zs_malloc } from '../zsMalloc.ts';
import { zs_map_object } from '../zsMap.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';

const lock = spin_lock(class_lock);
const unlock = spin_unlock(class_lock);

/** 64bd0197ae0c in 6.11: the writeback that c0547d0b6a4b had prepared is gone, and with it the reason for one lock. */
export const class_lock_again = patch(
  'mm/zsmalloc: change back to per-size_class lock',
  page_migration_merged,
  consolidate_locks,
  rework_compaction,
)
  .in(zs_malloc, ...mallocUnder(class_lock))
  .in(
    zs_free,
    replace('spin_lock', { read_lock: read_lock(migrate_lock) }),
    after('handle_to_obj', { spin_lock: lock, read_unlock: read_unlock(migrate_lock) }),
    replace('spin_unlock', { spin_unlock: unlock }),
  )
  .in(
    zs_map_object,
    replace('spin_lock', { read_lock: read_lock(migrate_lock) }),
    replace('spin_unlock', { read_unlock: read_unlock(migrate_lock) }),
  )
  .in(
    zs_page_migrate,
    replace('spin_lock', { write_lock_pool: write_lock(migrate_lock), spin_lock: lock }),
    replace('spin_unlock', { write_unlock_pool: write_unlock(migrate_lock), spin_unlock: unlock }),
  )
  .in(
    zs_compact,
    before('spin_lock', { write_lock_pool: write_lock(migrate_lock) }),
    replace('spin_lock', { spin_lock: lock }),
    replace('if_dst_full', { if_dst_full: unlessFullOr(rwlock_is_contended) }),
    replace('resched', {
      resched: unlock,
      write_unlock_resched: goto('write_lock_pool', write_unlock(migrate_lock)),
    }),
    replace('spin_unlock', { spin_unlock: unlock, write_unlock_pool: write_unlock(migrate_lock) }),
  )
  .in(
    async_free_zspage,
    replace('spin_lock', { spin_lock: lock }),
    replace('spin_unlock', { spin_unlock: unlock }),
    replace('spin_lock_pool', { spin_lock_class: lock }),
    replace('spin_unlock_pool', { spin_unlock_class: unlock }),
  );

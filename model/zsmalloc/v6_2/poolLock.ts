import { goto, patch, remove, replace } from '../../language/index.ts';
import { type LockOf, type Spinlock, spin_lock, spin_unlock } from '../../primitives/index.ts';
import { async_free_zspage } from '../asyncFreeZspage.ts';
import { pool_of } from '../rows.ts';
import { page_migration_merged } from '../v4_8/pageMigration.ts';
import { breakWhere } from '../v5_17/compaction.ts';
import { add_migrate_lock } from '../v5_17/migrateLock.ts';
import type { Zs } from '../zs.ts';
import { zs_compact } from '../zsCompact.ts';
import { zs_free } from '../zsFree.ts';
import { zs_malloc } from '../zsMalloc.ts';
import { zs_map_object } from '../zsMap.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';

/** spin_is_contended(&pool->lock): somebody else may be spinning for it at any time here. */
export const spin_is_contended = () => true;

/** &pool->lock, when it is a spinlock */
export const pool_lock = (s: Zs) => pool_of(s).lock;
const lock = spin_lock(pool_lock);
const unlock = spin_unlock(pool_lock);

/** The hunks with which zs_malloc() takes another lock in place of class->lock. */
export function mallocUnder(lockOf: LockOf<Zs, unknown, Spinlock>) {
  const [take, giveUp] = [spin_lock(lockOf), spin_unlock(lockOf)];
  return [
    replace('spin_lock', { spin_lock: take }),
    replace('spin_unlock', { spin_unlock: goto('return', giveUp) }),
    replace('spin_unlock_to_alloc', { spin_unlock_to_alloc: giveUp }),
    replace('spin_lock_again', { spin_lock_again: take }),
    replace('spin_unlock_new', { spin_unlock_new: goto('return', giveUp) }),
  ] as const;
}

/** c0547d0b6a4b in 6.2: one lock of the pool in place of its migrate_lock and of the locks of its classes. */
export const consolidate_locks = patch(
  "zsmalloc: consolidate zs_pool's migrate_lock and size_class's locks",
  page_migration_merged,
  add_migrate_lock,
)
  .in(zs_malloc, ...mallocUnder(pool_lock))
  .in(
    zs_free,
    remove('spin_lock'),
    remove('read_unlock'),
    replace('read_lock', { spin_lock: lock }),
    replace('spin_unlock', { spin_unlock: unlock }),
  )
  .in(
    zs_map_object,
    replace('read_lock', { spin_lock: lock }),
    replace('read_unlock', { spin_unlock: unlock }),
  )
  .in(
    zs_page_migrate,
    remove('spin_lock'),
    replace('write_lock_pool', { spin_lock: lock }),
    remove('write_unlock_pool'),
    replace('spin_unlock', { spin_unlock: unlock }),
  )
  .in(
    zs_compact,
    remove('spin_lock'),
    replace('write_lock_pool', { spin_lock: lock }),
    replace('rwlock_is_contended', { spin_is_contended: breakWhere(spin_is_contended) }),
    replace('resched', { resched: goto('spin_lock', unlock) }),
    remove('write_unlock_resched'),
    remove('write_unlock_pool'),
    replace('spin_unlock', { spin_unlock: unlock }),
  )
  .in(
    async_free_zspage,
    replace('spin_lock', { spin_lock: lock }),
    replace('spin_unlock', { spin_unlock: unlock }),
    replace('spin_lock_class', { spin_lock_pool: lock }),
    replace('spin_unlock_class', { spin_unlock_pool: unlock }),
  );

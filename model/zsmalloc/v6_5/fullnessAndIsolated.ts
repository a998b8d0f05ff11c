import { before, patch, remove, replace } from '../../language/index.ts';
import { spin_lock, spin_unlock } from '../../primitives/index.ts';
import { add_migrate_lock } from '../v5_17/migrateLock.ts';
import { dec_zspage_isolation, remove_zspage_isolation } from '../v5_17/removeIsolation.ts';
import { consolidate_locks, pool_lock } from '../v6_2/poolLock.ts';
import { zs_page_isolate } from '../zsPageIsolate.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';

/** 4b5d1e47b694 in 6.5: the count of isolated pages is changed under the lock of the fullness group beside it. */
export const fix_isolated = patch(
  'zsmalloc: fix races between modifications of fullness and isolated',
  remove_zspage_isolation,
  add_migrate_lock,
  consolidate_locks,
)
  .in(
    zs_page_isolate,
    replace('write_lock', { spin_lock: spin_lock(pool_lock) }),
    replace('write_unlock', { spin_unlock: spin_unlock(pool_lock) }),
  )
  .in(zs_page_migrate, remove('dec_zspage_isolation'), before('spin_unlock', { dec_zspage_isolation }))
  .in(
    zs_page_putback,
    replace('write_lock', { spin_lock: spin_lock(pool_lock) }),
    replace('write_unlock', { spin_unlock: spin_unlock(pool_lock) }),
  );

import { after, before, goto, oneStep, patch, remove, replace, unless, when } from '../../language/index.ts';
import { finish_wait, prepare_to_wait, schedule, VM_BUG_ON, wake_up_all } from '../../primitives/index.ts';
import { fullLists } from '../fullnessList.ts';
import { pool_of } from '../rows.ts';
import { putback_zspage } from '../v4/migrate.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { page_migration_merged } from '../v4_8/pageMigration.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { zs_destroy_pool } from '../zsDestroyPool.ts';
import { zs_page_isolate } from '../zsPageIsolate.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';
import { free_empty_after_migration } from './putbackDeferred.ts';

const migration_wait = (s: Zs) => pool_of(s).migration_wait;

const inc_isolated_pages = (s: Zs) => {
  pool_of(s).isolated_pages++;
};
/** zs_pool_dec_isolated(): atomic_long_dec(), then two reads. */
const dec_isolated_pages = (s: Zs) => {
  VM_BUG_ON(pool_of(s).isolated_pages === 0, 'atomic_long_read(&pool->isolated_pages) <= 0');
  pool_of(s).isolated_pages--;
};
export const pool_isolated_are_drained = (s: Zs) => pool_of(s).isolated_pages === 0;
const is_destroying = (s: Zs) => pool_of(s).destroying;
const set_destroying = (s: Zs) => {
  pool_of(s).destroying = true;
};

const putback = putback_zspage(fullLists);

const zs_pool_dec_isolated = <const Done extends string>(done: Done) => ({
  dec_isolated_pages,
  isolated_pages: unless(pool_isolated_are_drained, done),
  destroying: unless(is_destroying, done),
  wake_up_all: wake_up_all(migration_wait),
});

/** 701d678599d0 in 5.3: the pool stays until the VM has given back all it has isolated. */
export const drain_isolated = patch(
  'mm/zsmalloc.c: fix race condition in zs_destroy_pool',
  page_migration_v4,
  page_migration_merged,
  free_empty_after_migration,
)
  .in(zs_page_isolate, before('remove_zspage', { inc_isolated_pages }))
  .in(
    zs_page_migrate,
    after('schedule_work', zs_pool_dec_isolated('reset_page')),
    replace('putback_zspage', { putback_zspage: oneStep(why.lists, unless(putback, 'dec_isolated_pages')) }),
  )
  .in(
    zs_page_putback,
    after('schedule_work', zs_pool_dec_isolated('spin_unlock')),
    replace('putback_zspage', { putback_zspage: oneStep(why.lists, unless(putback, 'dec_isolated_pages')) }),
  )
  .in(
    zs_destroy_pool,
    before('flush_work', {
      destroying: set_destroying,
      prepare_to_wait: prepare_to_wait(migration_wait),
      drained: when(pool_isolated_are_drained, 'finish_wait'),
      schedule: schedule(migration_wait),
      again: goto('prepare_to_wait'),
      finish_wait: finish_wait(migration_wait),
    }),
  );

/** The hunks that take it out of zs_destroy_pool() again. */
export const noDrain = [
  remove('destroying'),
  remove('prepare_to_wait'),
  remove('drained'),
  remove('schedule'),
  remove('again'),
  remove('finish_wait'),
] as const;

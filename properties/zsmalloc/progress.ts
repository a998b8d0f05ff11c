import { always, atTheEnd, has } from '../../model/language/index.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';
import { isLive } from './lists.ts';

/** A zspage that has become empty is freed by who noticed, or by the worker, which is queued then. */
export const noEmptyZspage = atTheEnd(
  'no empty zspage is left that nobody will free',
  (s: Zs) => s.free_work.pending || s.zspage.every((zspage) => !zspage.slab.inuse || zspage.inuse > 0),
);

/** lock_zspage() of v3: `while (!trylock_page(cursor));`, for a lock with which its holder may sleep. */
const spinning = '*.free_zspage.lock_zspage';

/** As might_sleep(): whether or not the page is locked just then. */
export const noSpinForPage = always('nobody spins for a page lock with preemption off', (s: Zs, threads) =>
  threads.every((thread) => !thread.mayBeAt(spinning) || s.task[thread.my.current]!.preempt_count === 0),
);

/** Asleep in wait_event(): on the queue, with nothing left to wait for, and nobody under way who could wake it. */
export const destroyerWoken = always(
  'who waits for isolated pages does not sleep on when there are none',
  (s: Zs, threads) =>
    threads.every(
      (thread) =>
        !thread.mayBeAt('*.zs_destroy_pool.schedule') ||
        s.pool[0]!.isolated_pages > 0 ||
        !has(s.pool[0]!.migration_wait.sleepers, thread.my.current) ||
        threads.some((other) => other.name !== thread.name && !other.settled),
    ),
);

/** The VM is done with whatever it has isolated. */
export const allGivenBack = atTheEnd(
  'what the VM has isolated is migrated or given back',
  (s: Zs) =>
    s.page.every(({ PG_isolated }) => !PG_isolated) &&
    s.zspage.every(({ isolated }, row) => !isLive(s, row) || isolated === 0),
);

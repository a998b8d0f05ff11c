import { call, pointer } from '../language/index.ts';
import { flush_work, kmem_cache_free } from '../primitives/index.ts';
import { free_work } from './asyncFreeZspage.ts';
import { class_of, pool_of } from './rows.ts';
import { zs } from './zs.ts';
import { zs_free } from './zsFree.ts';

/** Frees a pool all of whose objects are free. */
export const zs_destroy_pool = zs.fn(
  'zs_destroy_pool',
  'mm/zsmalloc.c v4.8',
  {},
  {},
  {
    flush_work: flush_work(free_work),
    /** The last reference: a page that names the mapping names freed memory from here on. */
    iput: (s) => {
      kmem_cache_free(s.address_space[pool_of(s).inode!]!, s);
      pool_of(s).inode = null;
    },
    kfree_class: (s) => {
      pool_of(s).size_class = null;
      kmem_cache_free(class_of(s), s);
    },
    kfree_pool: (s) => kmem_cache_free(pool_of(s), s),
  },
);

/** The last user of a pool: frees its one object, then the pool. */
export const zram_reset_device = zs.fn(
  'zram_reset_device',
  'drivers/block/zram/zram_drv.c v4.8: zram_meta_free',
  { handle: pointer('handle') },
  {},
  {
    zs_free: call(zs_free),
    zs_destroy_pool: call(zs_destroy_pool),
  },
);

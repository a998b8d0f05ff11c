/** zsmalloc: pools, zspages and handles, the functions over them, and the kernel's patches to these since 4.4. */
export { zsmallocAbstractions } from './abstractions.ts';
export { async_free_zspage } from './asyncFreeZspage.ts';
export { chunk_of } from './chunk.ts';
export {
  type Contents,
  firstPageLayout,
  type Layout,
  poolOf,
  structLayout,
  v4_7Layout,
  v4Layout,
  zspageLayout,
} from './pool.ts';
export { releases } from './releases.ts';
export * from './rows.ts';
export { swap_duplicate, swap_entry_free } from './swap.ts';
export { zs_obj_write } from './v6_17/objectMapping.ts';
export { type Zs, zs } from './zs.ts';
export { zs_compact, zs_shrinker_scan } from './zsCompact.ts';
export { zram_reset_device, zs_destroy_pool } from './zsDestroyPool.ts';
export { free_zspage, zs_free } from './zsFree.ts';
export { alloc_zspage, zs_malloc } from './zsMalloc.ts';
export { zram_store_and_free, zram_write, zs_map_object, zs_unmap_object } from './zsMap.ts';
export { zs_page_isolate } from './zsPageIsolate.ts';
export { zs_page_migrate } from './zsPageMigrate.ts';
export { zs_page_putback } from './zsPagePutback.ts';

/** Anonymous pages, ptes, vmas and anon_vmas, and the functions that map, unmap and walk them. */
export {
  anon_vma_free,
  anon_vma_prepare,
  type Emptiness,
  is_empty,
  list_empty,
  unlink_anon_vmas,
} from './anonVma.ts';
export { type Mm, mm } from './mm.ts';
export { fault_then_exit, munmap, zap_pte_range } from './munmap.ts';
export { page_lock_anon_vma, page_unlock_anon_vma } from './pageLockAnonVma.ts';
export { put_page } from './putPage.ts';
export { drop_anon_vma, page_get_anon_vma, put_anon_vma } from './references.ts';
export {
  remove_migration_pte,
  remove_migration_ptes,
  try_to_unmap_anon,
  try_to_unmap_one,
} from './rmapWalk.ts';
export * from './rows.ts';

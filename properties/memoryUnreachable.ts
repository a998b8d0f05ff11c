import type { Unreachable } from '../model/language/index.ts';

/*
 * Why designs of memory take some ways never, each with the reason. The search checks every one of them.
 */

/** Where every vma has had a page, and every page that is migrated is mapped when that begins. */
export const mappedOnce: Unreachable = {
  'unmap_and_move.page_count(page) == 1: jumps': 'the page is not freed from under its migration',
  'try_to_unmap_anon.page_lock_anon_vma: jumps': 'a page that is mapped has its mapping',
  '*.new->mapping: jumps': 'the page that ptes are put back on has got the mapping',
  'anon_vma_link.!vma->anon_vma: jumps': 'the vma has had a page, and so has an anon_vma',
};

/** Where nobody unmaps the page that is migrated, and every vma has had a page. */
export const staysMapped: Unreachable = {
  ...mappedOnce,
  'try_to_unmap_anon.page_mapped_still: jumps': 'nobody but its migration unmaps the page',
};

/** Where one page is migrated, once: all migration entries are of it, and its walk is who takes them away. */
export const oneMigration: Unreachable = {
  '*.migration_entry_to_page(entry) != old: jumps': 'the entries are all of the one page that is migrated',
};

/** Where the vmas that have the page have it where they start. */
export const oneAddress: Unreachable = {
  '*.vma_address: jumps': 'each vma has the page at its first address',
  '*.page_address_in_vma: jumps': 'each vma has the page at its first address',
  '*.address >= vma->vm_end: jumps': 'each vma has the page at its first address',
};

/** Where what is copied comes behind what it is copied from in every list, and nobody else touches the ptes. */
export const copiesComeLast: Unreachable = {
  'try_to_unmap_anon.list_for_each_entry: jumps':
    'the last pte ends the walk, as the vma with the copy comes behind the one that it is copied from',
  'try_to_unmap_one.page_check_address: jumps': 'the walk comes to the copy only where there is one',
  'try_to_unmap_one.pte_pfn(*pte): jumps': 'nobody unmaps the page beside its migration',
  'unmap_and_move.!page_mapped(page): jumps': 'the walk finds every pte',
  '*.!is_swap_pte(pte): jumps': 'nobody but the walk takes a migration entry away',
  'copy_one_pte.pte = *src_pte: goto unlock_src':
    'the pte of the parent is none only while the walk has its lock',
};

const noVmaStartsBehind: Unreachable = {
  '*.vma_address: jumps': 'no vma starts behind the page',
  '*.page_address_in_vma: jumps': 'no vma starts behind the page',
};

/** Where mremap() moves the one page of a vma, which is not migrated away from under it, to a vma that it makes. */
export const movedToANewVma: Unreachable = {
  ...noVmaStartsBehind,
  'try_to_unmap_one.address >= vma->vm_end: jumps':
    'the walk that unmaps ends at the old vma until the page is moved, and the new one is ready then',
  'copy_vma.vma_merge: falls': 'there is no vma in front of the new address',
  'move_ptes.pte_none(*old_pte): jumps': 'the vma has its one page',
  'unlink_anon_vmas.empty: falls': 'the anon_vma has the new vma when the old one goes',
};

/** Where mremap() moves it to a vma that ends where the new address is. */
export const movedToANeighbour: Unreachable = {
  ...noVmaStartsBehind,
  'copy_vma.vma_merge: jumps':
    'the vma in front of the new address has the same anon_vma, and its pages end there',
  'move_ptes.pte_none(*old_pte): jumps': 'the vma has its one page',
  'unlink_anon_vmas.empty: falls': 'the anon_vma has the other vma when the old one goes',
};

/** Where each mm has one thread that writes, and nothing else changes its ptes. */
export const oneFaultAnMm: Unreachable = {
  'handle_pte_fault.entry = *pte: goto do_swap_page':
    'each mm has one thread that faults, and nobody else changes its ptes',
  'handle_pte_fault.entry = *pte: goto do_anonymous_page':
    'each mm has one thread that faults, and nobody else changes its ptes',
  'handle_pte_fault.pte_same*: falls': 'each mm has one thread that faults, and nobody else changes its ptes',
  'do_wp_page.pte_same*: jumps': 'each mm has one thread that faults, and nobody else changes its ptes',
  'user_store.*access: jumps': 'each mm has one thread that faults, and nobody else changes its ptes',
};

/** Where a page is migrated once beside one user of its mm. */
export const oneUser: Unreachable = {
  '*.!is_swap_pte(pte): jumps': 'nobody but the walk takes a migration entry away',
  'do_anonymous_page.pte_none(*page_table): falls':
    'a pte is none only while another is about to be stored, under the lock of it',
  'do_anonymous_page.release.put_page_testzero: jumps': 'nobody else knows the page that was to be mapped',
  'do_wp_page.free_new_page.put_page_testzero: jumps': 'nobody else knows the page that was to be mapped',
  'access_process_vm.page_cache_release.put_page_testzero: falls':
    'a page that is written from outside has its pte still, or is isolated',
  'copy_one_pte.pte = *src_pte: goto unlock_src':
    'the pte of the parent is none only while somebody has its lock',
};

import { call, deref, goto, type Ptr, pointer, unless, when } from '../language/index.ts';
import {
  atomic_dec,
  atomic_inc,
  BUG_ON,
  type Current,
  get_page,
  giveReference,
  list_for_each_entry,
  spin_lock,
  spin_unlock,
  takeReference,
} from '../primitives/index.ts';
import { atAddress, type Memory, memory, pteFields } from './machine.ts';
import { put_unmapped, unmapped } from './pages.ts';
import {
  anon_vma_head,
  anon_vma_lock,
  copy_pte,
  type HasAddress,
  type HasPage,
  load_pte,
  none,
  page_mapped,
  page_of,
  pte_lock,
  pte_of,
  pteOf,
} from './rows.ts';
import { flush_tlb_page } from './tlb.ts';

/** A walk over the vmas that may map a page, at one of them. */
interface Walk {
  readonly avc: Ptr<'avc'>;
  mm: Ptr<'mm'>;
  address: number;
}

/** migration_entry_to_page(entry): while there is an entry of a page, the page is locked. */
export const migration_entry_to_page = (s: Memory, page: Ptr<'page'>): Ptr<'page'> => {
  BUG_ON(deref(s.page, page).lock.owner === null, '!PageLocked(p)');
  return page;
};

const vma_of = (s: Memory, my: Walk) => deref(s.vma, deref(s.avc, my.avc).vma);

/**
 * vma_address(page, vma), its first half: where the vma has the page, if that is not in front of where it starts. The vma
 * may grow and move meanwhile, so that the look at its end is a step of its own.
 */
const vma_address = (s: Memory, my: Walk, page: Ptr<'page'>): boolean => {
  const { vm_mm, vm_start, vm_pgoff } = vma_of(s, my);
  const { index } = deref(s.page, page);
  if (index < vm_pgoff) return false;
  my.mm = vm_mm;
  my.address = vm_start + index - vm_pgoff;
  return true;
};
const is_in_vma = (s: Memory, my: Walk): boolean => my.address < vma_of(s, my).vm_end;

/** One vma: its pte becomes a migration entry, and the page loses a mapping and a reference. */
export const try_to_unmap_one = memory.fn(
  'try_to_unmap_one',
  'mm/rmap.c v2.6.18: try_to_unmap_one(page, vma, migration)',
  { page: pointer('page'), avc: pointer('avc') },
  { ...atAddress, write: pteFields.write },
  {
    vma_address: unless((s, my) => vma_address(s, my, my.page), 'return'),
    'address >= vma->vm_end': unless(is_in_vma, 'return'),
    /** Looks at the pte before it takes the lock, and again with it. */
    page_check_address: unless((s, my) => pte_of(s, my).kind === 'present', 'return'),
    pte_lock: spin_lock(pte_lock),
    'pte_pfn(*pte)': unless((s, my) => {
      const { kind, page } = pte_of(s, my);
      return kind === 'present' && page === my.page;
    }, 'pte_unmap_unlock'),
    /** ptep_clear_flush(), its two halves: what was the pte's reference is the task's until the page is released. */
    ptep_get_and_clear: (s, my) => {
      const pte = pte_of(s, my);
      my.write = pte.write;
      copy_pte(pte, none);
      takeReference((_s: Memory, of: HasPage & Current) => of.page, unmapped)(s, my);
    },
    flush_tlb_page,
    'set_pte_at(migration entry)': (s, my) => {
      copy_pte(pte_of(s, my), pteOf('migration', my.page, my.write));
    },
    page_remove_rmap: atomic_dec(page_of, 'mapcount'),
    page_cache_release: put_unmapped((_s, my: HasPage) => my.page),
    pte_unmap_unlock: spin_unlock(pte_lock),
  },
);

/** try_to_unmap(page, 1) of an anonymous page, of which the caller has a reference, so that its anon_vma stays. */
export const try_to_unmap_anon = memory.fn(
  'try_to_unmap_anon',
  'mm/rmap.c v2.6.18, with page_lock_anon_vma',
  { page: pointer('page') },
  { anon_vma: pointer('anon_vma'), avc: pointer('avc') },
  {
    page_lock_anon_vma: unless((s, my) => {
      my.anon_vma = page_of(s, my).mapping;
      return my.anon_vma !== null;
    }, 'return'),
    page_mapped_still: unless(page_mapped, 'return'),
    spin_lock: spin_lock(anon_vma_lock),
    list_for_each_entry: list_for_each_entry(anon_vma_head, 'avc[].same_anon_vma', 'avc', 'spin_unlock'),
    try_to_unmap_one: call(try_to_unmap_one),
    page_mapped: when(page_mapped, 'list_for_each_entry'),
    spin_unlock: spin_unlock(anon_vma_lock),
  },
);

interface OldAndNew {
  readonly old: Ptr<'page'>;
  readonly new: Ptr<'page'>;
}
const new_page = (s: Memory, my: OldAndNew) => deref(s.page, my.new);
const is_swap_pte = (s: Memory, my: HasAddress) => pte_of(s, my).kind === 'migration';

/** One vma: a migration entry of the old page becomes a present pte of the new one. */
export const remove_migration_pte = memory.fn(
  'remove_migration_pte',
  'mm/migrate.c v2.6.18',
  { old: pointer('page'), new: pointer('page'), avc: pointer('avc') },
  { ...atAddress, ...pteFields },
  {
    page_address_in_vma: unless((s, my) => vma_address(s, my, my.new), 'return'),
    'address >= vma->vm_end': unless(is_in_vma, 'return'),
    /** Looked at before the pte lock is taken, and again with it. */
    '!is_swap_pte(*ptep)': unless(is_swap_pte, 'return'),
    spin_lock: spin_lock(pte_lock),
    '!is_swap_pte(pte)': unless((s, my) => {
      load_pte(s, my);
      return my.kind === 'migration';
    }, 'out'),
    'migration_entry_to_page(entry) != old': unless(
      (s, my) => migration_entry_to_page(s, my.page) === my.old,
      'out',
    ),
    get_page: get_page((_s, my) => my.new),
    set_pte_at: (s, my) => {
      copy_pte(pte_of(s, my), pteOf('present', my.new, my.write));
      giveReference((_s: Memory, of: OldAndNew) => of.new)(s, my);
    },
    page_add_anon_rmap: atomic_inc(new_page, 'mapcount'),
    out: spin_unlock(pte_lock),
  },
);

/** The walk over all vmas that may have a migration entry of the old page. */
export const remove_anon_migration_ptes = memory.fn(
  'remove_anon_migration_ptes',
  'mm/migrate.c v2.6.18; rmap_walk_anon in mm/rmap.c from 2.6.33 on',
  { old: pointer('page'), new: pointer('page') },
  { anon_vma: pointer('anon_vma'), avc: pointer('avc') },
  {
    /** No test of page_mapped() here: all the ptes are migration entries. */
    'new->mapping': unless((s, my) => {
      my.anon_vma = new_page(s, my).mapping;
      return my.anon_vma !== null;
    }, 'return'),
    spin_lock: spin_lock(anon_vma_lock),
    list_for_each_entry: list_for_each_entry(anon_vma_head, 'avc[].same_anon_vma', 'avc', 'spin_unlock'),
    remove_migration_pte: call(remove_migration_pte),
    again: goto('list_for_each_entry'),
    spin_unlock: spin_unlock(anon_vma_lock),
  },
);

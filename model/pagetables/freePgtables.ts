import {
  call,
  deref,
  has,
  type Ptr,
  pointer,
  type RowSet,
  removeRow,
  unless,
  violate,
  when,
} from '../language/index.ts';
import { spin_lock, spin_unlock, takeReference } from '../primitives/index.ts';
import { tlb_remove_page } from './gather.ts';
import { type Mm, mm, mmu_gather } from './mm.ts';
import { type HasVma, next_vma, page, vma_of } from './rows.ts';
import { mayEndAtomic, tableWork } from './work.ts';

const takes = takeReference(page);
const vma = { vma: pointer('vma') };
const anon_vma_lock = (s: Mm, my: HasVma) => deref(s.anon_vma, vma_of(s, my).anon_vma).lock;
const i_mmap_lock = (s: Mm) => s.mapping.i_mmap_lock;

/** What is left of a list, or of a tree, without the vma; one that is on it no more is a corruption, CONFIG_DEBUG_LIST. */
function without(list: RowSet<'vma'>, vma: Ptr<'vma'>): RowSet<'vma'> {
  if (!has(list, vma)) violate('list-corruption', `vma[${vma}] is taken off a list that it is not on`);
  return removeRow(list, vma);
}

/** Hides the vma from those who come by its anonymous pages. */
export const anon_vma_unlink = mm.fn(
  'anon_vma_unlink',
  'mm/rmap.c v2.6.14',
  vma,
  {},
  {
    '!anon_vma': unless((s, my) => vma_of(s, my).anon_vma !== null, 'return'),
    spin_lock: spin_lock(anon_vma_lock),
    list_del: (s, my) => {
      const { anon_vma } = vma_of(s, my);
      const its = deref(s.anon_vma, anon_vma);
      its.head = without(its.head, my.vma);
      tableWork(s, my);
    },
    spin_unlock: mayEndAtomic(spin_unlock(anon_vma_lock)),
  },
);

/** Hides the vma from those who come by the pages of its file. */
export const unlink_file_vma = mm.fn(
  'unlink_file_vma',
  'mm/mmap.c v2.6.15; remove_vm_struct() of v2.6.14',
  vma,
  {},
  {
    file: unless((s, my) => vma_of(s, my).vm_file, 'return'),
    spin_lock: spin_lock(i_mmap_lock),
    __remove_shared_vm_struct: (s, my) => {
      s.mapping.i_mmap = without(s.mapping.i_mmap, my.vma);
      tableWork(s, my);
    },
    spin_unlock: mayEndAtomic(spin_unlock(i_mmap_lock)),
  },
);

/** Frees the one page of ptes that the vmas share: nearby vmas are gathered into one call down. */
export const free_pgd_range = mm.fn(
  'free_pgd_range',
  'mm/memory.c v2.6.14, down to free_pte_range',
  { tlb: mmu_gather, mm: pointer('mm') },
  { page: pointer('page') },
  {
    pmd_page: (s, my) => {
      my.page = deref(s.pgtable, deref(s.mm, my.mm).pmd).page;
    },
    pmd_clear: (s, my) => {
      deref(s.mm, my.mm).pmd = null;
      takes(s, my);
      tableWork(s, my);
    },
    pte_free_tlb: call(tlb_remove_page),
  },
);

/** Frees the page tables of the vma and of those behind it. */
export const free_pgtables = mm.fn(
  'free_pgtables',
  'mm/memory.c v2.6.14',
  { mm: pointer('mm'), first: pointer('vma') },
  { tlb: mmu_gather },
  {
    free_pgd_range: call(free_pgd_range),
  },
);

/** Gives vmas up whose range is unmapped. */
export const unmap_vma_list = mm.fn(
  'unmap_vma_list',
  'mm/mmap.c v2.6.14, with remove_vm_struct',
  { first: pointer('vma') },
  vma,
  {
    vma: (_s, my) => {
      my.vma = my.first;
    },
    unlink_file_vma: call(unlink_file_vma),
    anon_vma_unlink: call(anon_vma_unlink),
    'vma = vma->vm_next': when(next_vma, 'unlink_file_vma'),
  },
);

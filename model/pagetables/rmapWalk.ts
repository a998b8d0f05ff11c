import { call, nextRow, type Ptr, pointer, unless, when } from '../language/index.ts';
import { put_page_testzero, spin_lock, spin_unlock, takeReference } from '../primitives/index.ts';
import { flush_tlb_mm } from './flush.ts';
import { type Mm, mm } from './mm.ts';
import {
  type HasPage,
  type HasTable,
  mm_of,
  page,
  page_of,
  page_table_lock,
  pte_of,
  vma_of,
} from './rows.ts';

const put = put_page_testzero(page);
const takes = takeReference(page);
const at = { page: pointer('page'), vma: pointer('vma') };

/** The pte at the address of the page: pte_offset_map(pmd, address). */
const pte = (s: Mm, my: HasPage & HasTable) => pte_of(s, { pgtable: my.pgtable, addr: page_of(s, my).index });

/** pte_present(*pte) && page_to_pfn(page) == pte_pfn(*pte) */
export const mapsPage = (s: Mm, my: HasPage & HasTable) => pte(s, my).page === my.page;

/** Returns the table with the page_table_lock held if the page is mapped there, or NULL without. */
export const page_check_address = mm.fn(
  'page_check_address',
  'mm/rmap.c v2.6.14',
  at,
  { pgtable: pointer('pgtable') },
  {
    spin_lock: spin_lock(page_table_lock),
    pmd_present: unless((s, my) => {
      my.pgtable = mm_of(s, my).pmd;
      return my.pgtable !== null;
    }, 'unlock'),
    'page_to_pfn(page) == pte_pfn(*pte)': when(mapsPage, 'return'),
    unlock: spin_unlock(page_table_lock),
    'return NULL': (_s, my) => {
      my.pgtable = null;
    },
  },
);

/** One vma: its pte becomes a swap entry, or none for a page of a file, and the page loses a mapping and a reference. */
export const try_to_unmap_one = mm.fn(
  'try_to_unmap_one',
  'mm/rmap.c v2.6.14',
  at,
  { mm: pointer('mm'), pgtable: pointer('pgtable') },
  {
    /** vma_address(page, vma), which is -EFAULT for a page that the vma does not reach. */
    vma_address: unless((s, my) => {
      const { index } = page_of(s, my);
      const { start, end, mm: its } = vma_of(s, my);
      my.mm = its;
      return start <= index && index < end;
    }, 'return'),
    page_check_address: call(page_check_address, { pgtable: 'pgtable' }),
    '!pte': unless((_s, my) => my.pgtable !== null, 'return'),
    ptep_clear: (s, my) => {
      pte(s, my).page = null;
      takes(s, my);
    },
    flush_tlb_page: call(flush_tlb_mm),
    page_remove_rmap: (s, my) => {
      page_of(s, my).mapcount--;
    },
    /** Not the last one: the cache has another. */
    page_cache_release: (s, my) => {
      put(s, my);
    },
    spin_unlock: spin_unlock(page_table_lock),
  },
);

interface Cursor {
  vma: Ptr<'vma'>;
}

/** try_to_unmap() of an anonymous page: by way of its anon_vma. */
export const try_to_unmap_anon = mm.fn(
  'try_to_unmap_anon',
  'mm/rmap.c v2.6.14',
  { page: pointer('page') },
  { vma: pointer('vma') },
  {
    page_lock_anon_vma: spin_lock((s: Mm) => s.anon_vma[0]!.lock),
    list_for_each_entry: unless((s: Mm, my: Cursor) => {
      my.vma = nextRow(s.anon_vma[0]!.head, my.vma);
      return my.vma !== null;
    }, 'spin_unlock'),
    try_to_unmap_one: call(try_to_unmap_one),
    page_mapped: when((s, my) => page_of(s, my).mapcount > 0, 'list_for_each_entry'),
    spin_unlock: spin_unlock((s: Mm) => s.anon_vma[0]!.lock),
  },
);

/** try_to_unmap() of a page of a file: by way of the vmas that map the file. */
export const try_to_unmap_file = mm.fn(
  'try_to_unmap_file',
  'mm/rmap.c v2.6.14',
  { page: pointer('page') },
  { vma: pointer('vma') },
  {
    spin_lock: spin_lock((s: Mm) => s.mapping.i_mmap_lock),
    vma_prio_tree_foreach: unless((s: Mm, my: Cursor) => {
      my.vma = nextRow(s.mapping.i_mmap, my.vma);
      return my.vma !== null;
    }, 'out'),
    try_to_unmap_one: call(try_to_unmap_one),
    page_mapped: when((s, my) => page_of(s, my).mapcount > 0, 'vma_prio_tree_foreach'),
    out: spin_unlock((s: Mm) => s.mapping.i_mmap_lock),
  },
);

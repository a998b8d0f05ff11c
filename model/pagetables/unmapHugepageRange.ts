import {
  after,
  before,
  call,
  count,
  goto,
  patch,
  pointer,
  replace,
  unless,
  when,
} from '../language/index.ts';
import {
  byAccess,
  INIT_LIST_HEAD,
  list_add,
  list_del,
  list_for_each_entry_safe,
  listRegisters,
  spin_lock,
  spin_unlock,
} from '../primitives/index.ts';
import { flush_tlb_mm } from './flush.ts';
import { type HugeMm, hugeMm, lru, page_list, page_lru } from './hugeMm.ts';
import { put_compound_page } from './hugePool.ts';
import { mm_of, page_table_lock, vma_of } from './rows.ts';
import { ptep_get_and_clear } from './zap.ts';

const vma = { vma: pointer('vma') };

/** Unmaps the huge pages of the vma; those of a file have their references in the page cache too. */
export const __unmap_hugepage_range = hugeMm.fn(
  '__unmap_hugepage_range',
  'mm/hugetlb.c v2.6.18, where it is unmap_hugepage_range() itself',
  vma,
  { mm: pointer('mm'), addr: count(7), pgtable: pointer('pgtable'), page: pointer('page') },
  {
    'mm = vma->vm_mm': (s, my) => {
      my.mm = vma_of(s, my).mm;
    },
    spin_lock: spin_lock(page_table_lock),
    'address = start': (s, my) => {
      my.addr = vma_of(s, my).start;
    },
    huge_pte_offset: (s, my) => {
      my.pgtable = mm_of(s, my).pmd;
    },
    /** Whether it was there: nothing is done for an entry that is none. */
    huge_ptep_get_and_clear: unless(ptep_get_and_clear, 'address += HPAGE_SIZE'),
    put_page: call(put_compound_page),
    'address += HPAGE_SIZE': when((s, my) => {
      my.addr++;
      my.page = null;
      return my.addr !== vma_of(s, my).end;
    }, 'huge_pte_offset'),
    spin_unlock: spin_unlock(page_table_lock),
    flush_tlb_range: call(flush_tlb_mm),
  },
);

/** munmap(2) of huge pages comes here by unmap_vmas(). */
export const unmap_hugepage_range = hugeMm.fn(
  'unmap_hugepage_range',
  'mm/hugetlb.c v2.6.18',
  vma,
  {},
  {
    __unmap_hugepage_range: call(__unmap_hugepage_range),
  },
);

/** fe1668ae5bf in 2.6.19-rc1: the pages wait on a list, by their page->lru, until the TLB is flushed. */
export const enforce_proper_tlb_flush = patch('enforce proper tlb flush in unmap_hugepage_range')
  .locals(__unmap_hugepage_range, { tmp: pointer('page'), ...listRegisters(lru) })
  .in(
    __unmap_hugepage_range,
    before('spin_lock', { LIST_HEAD: (s, my) => INIT_LIST_HEAD(s, page_list(s, my)) }),
    replace('put_page', byAccess('list_add', list_add(page_lru, page_list))),
    after('flush_tlb_range', {
      ...list_for_each_entry_safe(
        'list_for_each_entry_safe',
        page_list,
        'page[].lru',
        'page',
        'tmp',
        'return',
      ),
      ...byAccess('list_del', list_del(page_lru)),
      put_page: call(put_compound_page),
      next: goto('list_for_each_entry_safe'),
    }),
  );

const i_mmap_lock = (s: HugeMm) => s.mapping.i_mmap_lock;

/** 502717f4e11 in 2.6.19-rc2: two who unmap one page are not there at once. */
export const fix_linked_list_corruption = patch(
  'hugetlb: fix linked list corruption in unmap_hugepage_range()',
  enforce_proper_tlb_flush,
).in(
  unmap_hugepage_range,
  before('__unmap_hugepage_range', {
    'vma->vm_file': unless((s, my) => vma_of(s, my).vm_file, 'return'),
    spin_lock: spin_lock(i_mmap_lock),
  }),
  after('__unmap_hugepage_range', { spin_unlock: spin_unlock(i_mmap_lock) }),
);

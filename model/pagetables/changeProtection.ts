import { bool, call, count, deref, either, goto, on, pointer, unless, when } from '../language/index.ts';
import { giveReference, spin_lock, spin_unlock } from '../primitives/index.ts';
import { batchMm } from './batchMm.ts';
import { flush_tlb_mm } from './flush.ts';
import * as munmap from './munmap.ts';
import { mm_of, page, pte_of, split_ptlock, vma_of } from './rows.ts';
import { ptep_get_and_clear } from './zap.ts';

const { zap_page_range } = batchMm.take(munmap);
const gives = giveReference(page);

/** mprotect(2) with PROT_READ: nobody is to store to the vma any more. */
export const change_protection = batchMm.fn(
  'change_protection',
  'mm/mprotect.c v4.12, down to change_pte_range',
  { vma: pointer('vma') },
  { mm: pointer('mm'), addr: count(7), pgtable: pointer('pgtable'), page: pointer('page'), pages: bool() },
  {
    'mm = vma->vm_mm': (s, my) => {
      my.mm = vma_of(s, my).mm;
      my.addr = vma_of(s, my).start;
    },
    pte_offset_map: (s, my) => {
      my.pgtable = mm_of(s, my).pmd;
    },
    spin_lock: spin_lock(split_ptlock),
    'pte_present(oldpte)': unless((s, my) => pte_of(s, my).page !== null, 'addr += PAGE_SIZE'),
    ptep_modify_prot_start: ptep_get_and_clear,
    /** Of an entry that is none meanwhile. */
    pte_modify: (s, my) => {
      deref(s.pgtable, my.pgtable).pte[my.addr]!.read_only = true;
    },
    ptep_modify_prot_commit: (s, my) => {
      pte_of(s, my).page = my.page;
      gives(s, my);
      my.page = null;
    },
    'pages++': (_s, my) => {
      my.pages = true;
    },
    'addr += PAGE_SIZE': when((s, my) => {
      my.addr++;
      return my.addr !== vma_of(s, my).end;
    }, 'pte_present(oldpte)'),
    pte_unmap_unlock: spin_unlock(split_ptlock),
    /** Only where an entry was changed. */
    pages: unless((_s, my) => my.pages, 'return'),
    flush_tlb_range: call(flush_tlb_mm),
  },
);

/** Either of the two calls that forbid to store to the vma, with mmap_sem held, which nobody else here asks for. */
export const mprotect_or_madvise = batchMm.fn(
  'mprotect_or_madvise',
  'mm/mprotect.c and mm/madvise.c v4.12',
  { mm: pointer('mm'), vma: pointer('vma') },
  {},
  {
    syscall: either(
      on(() => true),
      on(() => true, goto('MADV_DONTNEED')),
    ),
    PROT_READ: call(change_protection),
    up_write: goto('return'),
    MADV_DONTNEED: call(zap_page_range),
  },
);

import { call, deref, goto, type Ptr, pointer } from '../language/index.ts';
import {
  atomic_inc,
  down_write,
  get_page,
  giveReference,
  spin_lock,
  spin_unlock,
  up_write,
} from '../primitives/index.ts';
import { anon_vma_link } from './anonVma.ts';
import { atAddress, type Memory, memory, pteFields } from './machine.ts';
import {
  at_address,
  copy_pte,
  type HasPage,
  load_pte,
  mmap_sem,
  pageOf,
  pte_lock,
  pte_of,
  vma_of,
} from './rows.ts';
import { flush_tlb_mm } from './tlb.ts';

/** The same address in two mms. */
interface Copy {
  readonly dst_mm: Ptr<'mm'>;
  readonly mm: Ptr<'mm'>;
  readonly address: number;
}
const dst = (my: Copy) => ({ mm: my.dst_mm, address: my.address });
const dst_lock = (s: Memory, my: Copy) => pte_lock(s, dst(my));

/** One pte, under the locks of both page tables: parent and child share the page, and neither may write to it. */
export const copy_one_pte = memory.fn(
  'copy_one_pte',
  'mm/memory.c v2.6.18, with the locks and the test of copy_pte_range',
  { ...atAddress, dst_mm: pointer('mm') },
  { ...pteFields },
  {
    dst_ptl: spin_lock(dst_lock),
    src_ptl: spin_lock(pte_lock),
    /** And pte_none(pte), pte_present(pte), is_write_migration_entry(entry). */
    'pte = *src_pte': goto(
      ['ptep_set_wrprotect', 'set_pte_at(src_pte)', 'set_pte_at', 'unlock_src'],
      (s, my) => {
        load_pte(s, my);
        if (my.kind === 'none') return 'unlock_src';
        if (my.kind === 'present') return 'ptep_set_wrprotect';
        return my.write ? 'set_pte_at(src_pte)' : 'set_pte_at';
      },
    ),
    /** make_migration_entry_read(): memory that is copied when it is written to may be written by neither. */
    'set_pte_at(src_pte)': goto('set_pte_at', (s, my) => {
      my.write = false;
      copy_pte(pte_of(s, my), my);
    }),
    ptep_set_wrprotect: (s, my) => {
      pte_of(s, my).write = false;
      my.write = false;
    },
    get_page: get_page(pageOf),
    page_dup_rmap: atomic_inc((s: Memory, my: HasPage) => deref(s.page, my.page), 'mapcount'),
    set_pte_at: (s, my) => {
      copy_pte(pte_of(s, dst(my)), my);
      if (my.kind === 'present') giveReference(pageOf)(s, my);
    },
    unlock_src: spin_unlock(pte_lock),
    unlock_dst: spin_unlock(dst_lock),
  },
);

/**
 * The memory of a new process, whose mm has one vma: that of the parent, copied. The lock of the new mm, which nobody
 * knows yet, is left out.
 */
export const dup_mmap = memory.fn(
  'dup_mmap',
  'kernel/fork.c v2.6.18',
  { vma: pointer('vma'), tmp: pointer('vma'), dst_mm: pointer('mm') },
  { ...atAddress },
  {
    down_write: down_write(mmap_sem),
    '*tmp = *mpnt': (s, my) => {
      const { vm_mm, vm_start, vm_end, vm_pgoff, anon_vma } = vma_of(s, my);
      Object.assign(deref(s.vma, my.tmp), { vm_mm: my.dst_mm, vm_start, vm_end, vm_pgoff, anon_vma });
      my.mm = vm_mm;
      my.address = vm_start;
    },
    anon_vma_link: call(anon_vma_link, { vma: 'tmp' }),
    copy_page_range: call(copy_one_pte),
    /** What has been stored up to here, the child has too. */
    flush_tlb_mm: (s, my) => {
      at_address(s, dst(my)).stored = at_address(s, my).stored;
      flush_tlb_mm(s, my.mm);
    },
    up_write: up_write(mmap_sem),
  },
);

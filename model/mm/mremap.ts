import { call, deref, goto, type Ptr, pointer, unless, when } from '../language/index.ts';
import {
  down_write,
  giveReference,
  spin_lock,
  spin_unlock,
  takeReference,
  up_write,
} from '../primitives/index.ts';
import { anon_vma_link, unlink_anon_vmas } from './anonVma.ts';
import { atAddress, type Memory, memory, pteFields } from './machine.ts';
import { unmapped } from './pages.ts';
import {
  at_address,
  copy_pte,
  type HasVma,
  load_pte,
  mmap_sem,
  none,
  pageOf,
  pte_lock,
  pte_of,
  vma_of,
} from './rows.ts';
import { flush_tlb_page } from './tlb.ts';

/** Two addresses of one mm. */
interface Move {
  readonly mm: Ptr<'mm'>;
  readonly address: number;
  readonly new_addr: number;
}
const to = ({ mm, new_addr }: Move) => ({ mm, address: new_addr });
const new_ptl = (s: Memory, my: Move) => pte_lock(s, to(my));

/** One pte, under the locks of both page tables; between its two stores it is in neither. */
const move_ptes = memory.fn(
  'move_ptes',
  'mm/mremap.c v2.6.38',
  { ...atAddress, new_addr: atAddress.address },
  { ...pteFields },
  {
    old_ptl: spin_lock(pte_lock),
    new_ptl: spin_lock(new_ptl),
    'pte_none(*old_pte)': when((s, my) => pte_of(s, my).kind === 'none', 'unlock_new'),
    /** ptep_clear_flush(), its two halves. */
    ptep_get_and_clear: (s, my) => {
      load_pte(s, my);
      copy_pte(pte_of(s, my), none);
      if (my.kind === 'present') takeReference(pageOf, unmapped)(s, my);
    },
    flush_tlb_page,
    set_pte_at: (s, my) => {
      copy_pte(pte_of(s, to(my)), my);
      if (my.kind === 'present') giveReference(pageOf, unmapped)(s, my);
    },
    unlock_new: spin_unlock(new_ptl),
    unlock_old: spin_unlock(pte_lock),
  },
);

interface Merge extends HasVma {
  readonly new_vma: Ptr<'vma'>;
  readonly new_addr: number;
}

/** Whether the vma in front of the new address can be made longer: one anon_vma, and its pages go on where they end. */
const can_vma_merge_after = (s: Memory, my: Merge): boolean => {
  const [vma, prev] = [vma_of(s, my), deref(s.vma, my.new_vma)];
  if (prev.vm_mm !== vma.vm_mm || prev.anon_vma !== vma.anon_vma) return false;
  return prev.vm_end === my.new_addr && prev.vm_pgoff + prev.vm_end - prev.vm_start === vma.vm_pgoff;
};

/** Finds a vma for the new address: the one in front of it, made longer, or a new one, behind the old one in the list. */
export const copy_vma = memory.fn(
  'copy_vma',
  'mm/mmap.c v2.6.38, with vma_merge and vma_adjust',
  { vma: pointer('vma'), new_vma: pointer('vma'), new_addr: atAddress.address },
  {},
  {
    vma_merge: unless(can_vma_merge_after, '*new_vma = *vma'),
    /** vma_adjust() takes no lock of the anon_vma where only vm_end changes. */
    'prev->vm_end': goto('return', (s, my) => {
      deref(s.vma, my.new_vma).vm_end = my.new_addr + 1;
    }),
    '*new_vma = *vma': (s, my) => {
      const { vm_mm, vm_start, vm_end, vm_pgoff, anon_vma } = vma_of(s, my);
      Object.assign(deref(s.vma, my.new_vma), { vm_mm, vm_start, vm_end, vm_pgoff, anon_vma });
    },
    anon_vma_clone: call(anon_vma_link, { vma: 'new_vma' }),
    'new_vma->vm_start': (s, my) => {
      deref(s.vma, my.new_vma).vm_start = my.new_addr;
    },
    'new_vma->vm_end': (s, my) => {
      deref(s.vma, my.new_vma).vm_end = my.new_addr + 1;
    },
  },
);

/** mremap() of a vma of one page, all of it, to another address. */
export const move_vma = memory.fn(
  'move_vma',
  'mm/mremap.c v2.6.38, with do_munmap of mm/mmap.c',
  { vma: pointer('vma'), new_vma: pointer('vma'), new_addr: atAddress.address },
  { ...atAddress },
  {
    down_write: down_write(mmap_sem),
    copy_vma: call(copy_vma),
    /** What has been stored at the old address is what the new one has from here on. */
    old_addr: (s, my) => {
      const { vm_mm, vm_start } = vma_of(s, my);
      my.mm = vm_mm;
      my.address = vm_start;
      const [from, to] = [at_address(s, my), at_address(s, { mm: vm_mm, address: my.new_addr })];
      to.stored = from.stored;
      from.stored = 0;
    },
    move_page_tables: call(move_ptes),
    unlink_anon_vmas: call(unlink_anon_vmas),
    up_write: up_write(mmap_sem),
  },
);

import type { Ptr } from '../language/index.ts';
import { local_flush_tlb } from '../primitives/index.ts';
import type { Memory } from './machine.ts';
import type { HasAddress } from './rows.ts';

const flush = (s: Memory, isOf: (user: Memory['user'][number]) => boolean): void => {
  const entries = s.user.filter(isOf).map(({ tlb }) => tlb);
  local_flush_tlb(() => entries)(s, undefined);
};

/**
 * flush_tlb_page(vma, address): every CPU that runs the mm forgets the address. That they do so one after the other adds
 * nothing: a CPU that has done so earlier walks the page table again, as one does that has had nothing in its TLB.
 */
export const flush_tlb_page = (s: Memory, { mm, address }: HasAddress): void =>
  flush(s, (user) => user.mm === mm && user.address === address);

/** flush_tlb_mm(mm) */
export const flush_tlb_mm = (s: Memory, mm: Ptr<'mm'>): void => flush(s, (user) => user.mm === mm);

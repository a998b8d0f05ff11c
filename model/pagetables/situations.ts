import { add, row } from '../language/index.ts';
import type { Mm } from './mm.ts';

/** The per-CPU gathers as the kernel starts: each uses the array of its CPU, of so many entries. */
export function gathersPerCpu(s: Mm, FREE_PTE_NR: number): void {
  s.cpu.forEach((cpu, i) => {
    cpu.mmu_gathers.active = `cpu[${i}].batch`;
    cpu.batch.max = FREE_PTE_NR;
  });
}

/** An mm has one page of ptes, which is the page `page`. */
export function hasTable(s: Mm, mm: number, page: number): void {
  const table = row('pgtable', mm);
  s.pgtable[table]!.slab.inuse = true;
  s.pgtable[table]!.slab.generation = 1;
  s.pgtable[table]!.page = row('page', page);
  s.mm[mm]!.pmd = table;
  s.page[page]!.count = 1;
}

/** A page is mapped at the address, by the table of the mm. */
export function maps(s: Mm, mm: number, addr: number, page: number): void {
  s.pgtable[mm]!.pte[addr]!.page = row('page', page);
  const its = s.page[page]!;
  its.index = addr;
  its.count++;
  its.mapcount++;
}

/** A vma of the mm, in front of `next`. */
export function hasVma(
  s: Mm,
  vma: number,
  is: { mm: number; start: number; end: number; next?: number; anon_vma?: boolean; vm_file?: boolean },
): void {
  const its = s.vma[vma]!;
  its.mm = row('mm', is.mm);
  its.start = is.start;
  its.end = is.end;
  its.next = is.next === undefined ? null : row('vma', is.next);
  if (is.anon_vma) {
    its.anon_vma = row('anon_vma', 0);
    s.anon_vma[0]!.head = add(s.anon_vma[0]!.head, row('vma', vma));
  }
  if (is.vm_file) {
    its.vm_file = true;
    s.mapping.i_mmap = add(s.mapping.i_mmap, row('vma', vma));
  }
}

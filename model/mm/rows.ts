import { addressOf, deref, type Ptr } from '../language/index.ts';
import type { Current } from '../primitives/index.ts';
import type { Memory } from './machine.ts';

/** Where a thread is in memory: an address of an mm. */
export interface HasAddress {
  readonly mm: Ptr<'mm'>;
  readonly address: number;
}
/** A thread that has a page. */
export interface HasPage {
  readonly page: Ptr<'page'>;
}
/** A thread that has a vma. */
export interface HasVma {
  readonly vma: Ptr<'vma'>;
}
/** A thread that has an anon_vma. */
export interface HasAnonVma {
  readonly anon_vma: Ptr<'anon_vma'>;
}
/** What a pte says. */
export type Pte = Memory['mm'][number]['pte'][number]['value'];
/** The page of a thread. */
export const page_of = (s: Memory, my: HasPage) => deref(s.page, my.page);
/** The page of a thread, for the functions of references. */
export const pageOf = (_s: Memory, my: HasPage & Current) => my.page;
/** The vma of a thread. */
export const vma_of = (s: Memory, my: HasVma) => deref(s.vma, my.vma);
/** The anon_vma of a thread. */
export const anon_vma_of = (s: Memory, my: HasAnonVma) => deref(s.anon_vma, my.anon_vma);
/** The row of an address: its pte, the lock of that, and what has been stored there. */
export const at_address = (s: Memory, { mm, address }: HasAddress) => deref(s.mm, mm).pte[address]!;
/** The pte of a thread's address. */
export const pte_of = (s: Memory, my: HasAddress) => at_address(s, my).value;

/** &mm->mmap_sem of the mm that a vma is in. */
export const mmap_sem = (s: Memory, my: HasVma) => deref(s.mm, vma_of(s, my).vm_mm).mmap_sem;
/** The lock of the page table that the address is in. */
export const pte_lock = (s: Memory, my: HasAddress) => at_address(s, my).lock;
/** &anon_vma->lock. */
export const anon_vma_lock = (s: Memory, my: HasAnonVma) => anon_vma_of(s, my).lock;
/** PG_locked of the page. */
export const page_lock = (s: Memory, my: HasPage) => page_of(s, my).lock;

/** &anon_vma->head. */
export const anon_vma_head = (_s: Memory, my: HasAnonVma) => addressOf('anon_vma[].head', my.anon_vma);

/** page_mapped(page): a lockless read. */
export const page_mapped = (s: Memory, my: HasPage) => page_of(s, my).mapcount > 0;

/** One load of a pte, or one store. */
export function copy_pte(to: Pte, from: Readonly<Pte>): void {
  const { kind, write, page } = from;
  to.kind = kind;
  to.write = write;
  to.page = page;
}

/** A pte that says nothing. */
export const none: Readonly<Pte> = { kind: 'none', write: false, page: null };

/** mk_pte(page, prot), or a migration entry of the page. */
export const pteOf = (kind: 'present' | 'migration', page: Ptr<'page'>, write: boolean): Readonly<Pte> => ({
  kind,
  write,
  page,
});

/** `pte = *ptep`, one load, into the locals of a thread that has pteFields. */
export const load_pte = (s: Memory, my: HasAddress & Pte): void => copy_pte(my, pte_of(s, my));

/** pte_same(*ptep, pte) */
export const pte_same = (s: Memory, my: HasAddress & Readonly<Pte>): boolean => {
  const { kind, write, page } = pte_of(s, my);
  return kind === my.kind && write === my.write && page === my.page;
};

/** __page_set_anon_rmap(page, vma, address): where the walks over the vmas find the page. */
export const set_anon_rmap = (s: Memory, { page, ...my }: HasPage & HasVma & HasAddress): void => {
  const { vm_start, vm_pgoff, anon_vma } = vma_of(s, my);
  const row = deref(s.page, page);
  row.index = my.address - vm_start + vm_pgoff;
  row.mapping = anon_vma;
};

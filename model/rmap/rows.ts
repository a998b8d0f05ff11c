import { deref, type Ptr } from '../language/index.ts';
import type { Mm } from './mm.ts';

/** Threads that have a `page`, a `vma` or an `anon_vma` among their parameters and locals. */
export interface HasPage {
  readonly page: Ptr<'page'>;
}
/** A thread that has a vma. */
export interface HasVma {
  readonly vma: Ptr<'vma'>;
}
/** A thread that has an anon_vma. */
export interface HasAnonVma {
  anon_vma: Ptr<'anon_vma'>;
}

/** The rows behind the pointers of a thread. */
export const page_of = (s: Mm, my: HasPage) => deref(s.page, my.page);
/** The vma of a thread. */
export const vma_of = (s: Mm, my: HasVma) => deref(s.vma, my.vma);
/** The anon_vma of a thread. */
export const anon_vma_of = (s: Mm, my: HasAnonVma) => deref(s.anon_vma, my.anon_vma);

/** &anon_vma->lock, PG_locked of page->flags, the pte lock, &mm->mmap_sem. */
export const anon_vma_lock = (s: Mm, my: HasAnonVma) => anon_vma_of(s, my).lock;
/** PG_locked of page->flags. */
export const page_lock = (s: Mm, my: HasPage) => page_of(s, my).lock;
/** The pte lock of the vma. */
export const pte_lock = (s: Mm, my: HasVma) => vma_of(s, my).ptl;
/** &mm->mmap_sem, of the mm of the vma. */
export const mmap_sem = (s: Mm, my: HasVma) => vma_of(s, my).mmap_sem;

/** `if (anon_vma)` */
export const has_anon_vma = (_s: Mm, my: HasAnonVma) => my.anon_vma !== null;

/** page_mapped(page): a lockless read. */
export const page_mapped = (s: Mm, my: HasPage) => page_of(s, my).mapcount > 0;

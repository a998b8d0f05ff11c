import { atomically, count } from '../language/index.ts';
import { linkEnd } from './chunk.ts';
import type { Fullness, ZspageRow } from './rows.ts';
import { fullness } from './zs.ts';

/*
 * struct zs_meta: in v3 freeobj, class, fullness and inuse are bitfields of one unsigned long, page->freelist of the
 * first page; zs_compact changes it there without class->lock, so that each change is a load and a store of them all. From v4 on,
 * with the same fields in a struct, they are words of their own but for fullness and class.
 */

/** A thread's copy of the word, as locals. */
export const metaWord = { meta_freeobj: count(linkEnd), meta_inuse: count(2), meta_fullness: fullness };
export interface MetaWord {
  meta_freeobj: number;
  meta_inuse: number;
  meta_fullness: Fullness;
}

export function load_meta(my: MetaWord, zspage: ZspageRow): void {
  atomically(() => {
    my.meta_freeobj = zspage.freeobj;
    my.meta_inuse = zspage.inuse;
    my.meta_fullness = zspage.fullness;
  });
}

/** Stores the copy, and with it sets back whatever has changed in the word since. */
export function store_meta(my: MetaWord, zspage: ZspageRow): void {
  atomically(() => {
    zspage.freeobj = my.meta_freeobj;
    zspage.inuse = my.meta_inuse;
    zspage.fullness = my.meta_fullness;
  });
  my.meta_freeobj = 0;
  my.meta_inuse = 0;
  my.meta_fullness = 'ZS_ALMOST_FULL';
}

import { deref, type Ptr } from '../language/index.ts';
import { chunk_of, linkEnd } from './chunk.ts';
import { class_of, type HasHandle, type HasObject, handle_of, page_of } from './rows.ts';
import type { Zs } from './zs.ts';

/** handle_to_obj(), obj_to_location(): the place that the handle's word says. */
export const obj_to_location = (s: Zs, my: HasHandle & HasObject) => {
  const { page, obj_idx } = handle_of(s, my).obj;
  my.page = page;
  my.obj_idx = obj_idx;
};

/** The page on which the object with this index begins: get_next_page() from the first one. */
export function page_of_obj(s: Zs, first_page: Ptr<'page'>, obj_idx: number): Ptr<'page'> {
  const { objs_per_zspage, pages_per_zspage } = class_of(s);
  const first = Math.floor((obj_idx * pages_per_zspage) / objs_per_zspage) === 0;
  return first ? first_page : deref(s.page, first_page).next;
}

/** The second of the two pages of an object that is larger than a page, get_next_page() of the first; null otherwise. */
export function second_page_of_obj(s: Zs, page: Ptr<'page'>): Ptr<'page'> {
  const { objs_per_zspage, pages_per_zspage } = class_of(s);
  return objs_per_zspage < pages_per_zspage ? deref(s.page, page).next : null;
}

/** obj_malloc(): takes the first free chunk of a zspage for a handle; returns its index. */
export function obj_malloc(
  s: Zs,
  row: Ptr<'zspage'> & number,
  first_page: Ptr<'page'>,
  handle: Ptr<'handle'>,
): number {
  const zspage = s.zspage[row]!;
  const obj_idx = zspage.freeobj;
  zspage.freeobj = take_chunk(s, first_page, obj_idx, handle);
  zspage.inuse++;
  class_of(s).OBJ_USED++;
  return obj_idx;
}

/** Writes the header of an object into its chunk; returns the next free chunk, which the header overwrites. */
export function take_chunk(s: Zs, first_page: Ptr<'page'>, obj_idx: number, handle: Ptr<'handle'>): number {
  const chunk = chunk_of(deref(s.page, page_of_obj(s, first_page, obj_idx)), obj_idx);
  const { link } = chunk;
  chunk.head = handle;
  chunk.link = 0;
  chunk.content = 0;
  return link;
}

/** Writes the link to the next free chunk over the header of an object. */
export function free_chunk(s: Zs, my: HasObject, freeobj: number): void {
  const chunk = chunk_of(page_of(s, my), my.obj_idx);
  chunk.head = null;
  chunk.link = freeobj;
  chunk.content = 0;
}

/** obj_free(): the chunk becomes the first free one of its zspage. */
export function obj_free(s: Zs, row: Ptr<'zspage'> & number, my: HasObject): void {
  const zspage = s.zspage[row]!;
  free_chunk(s, my, zspage.freeobj);
  zspage.freeobj = my.obj_idx;
  zspage.inuse--;
  class_of(s).OBJ_USED--;
}

/** zs_object_copy() */
export function zs_object_copy(s: Zs, to: HasObject, from: HasObject): void {
  chunk_of(page_of(s, to), to.obj_idx).content = chunk_of(page_of(s, from), from.obj_idx).content;
}

/** init_zspage(): links the chunks of a zspage that nobody knows yet into a free list. */
export function init_zspage(s: Zs, row: Ptr<'zspage'> & number, first_page: Ptr<'page'>): void {
  link_chunks(s, row, first_page);
  s.zspage[row]!.inuse = 0;
}

/** Makes a free list of all the chunks of a zspage. */
export function link_chunks(s: Zs, row: Ptr<'zspage'> & number, first_page: Ptr<'page'>): void {
  const { objs_per_zspage } = class_of(s);
  for (let obj_idx = 0; obj_idx < objs_per_zspage; obj_idx++) {
    const chunk = chunk_of(deref(s.page, page_of_obj(s, first_page, obj_idx)), obj_idx);
    chunk.head = null;
    chunk.link = obj_idx + 1 < objs_per_zspage ? obj_idx + 1 : linkEnd;
    chunk.content = 0;
  }
  s.zspage[row]!.freeobj = 0;
}

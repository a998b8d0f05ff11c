import type { Ptr } from '../language/index.ts';
import { allocate, INIT_LIST_HEAD } from '../primitives/index.ts';
import { chunk_of, rest_of } from './chunk.ts';
import {
  type FullnessLists,
  fullLists,
  fullness_list_of,
  get_fullness_group,
  init_list,
  insert_zspage,
  pageLists,
  partialLists,
} from './fullnessList.ts';
import { init_zspage, page_of_obj, second_page_of_obj, take_chunk } from './object.ts';
import { class_of, type Fullness, pool_of } from './rows.ts';
import type { Zs } from './zs.ts';

/** How a design keeps its zspages, as far as an initial state must know. */
export interface Layout {
  /** A zspage is its first page, has no struct of its own. */
  readonly squeezed: boolean;
  /** Whether the VM may migrate its pages. */
  readonly movable: boolean;
  readonly lists: FullnessLists;
}

/** A zspage that is its first page, as up to 4.7, and in v3 with a page that is movable. */
export const v4_7Layout: Layout = { squeezed: true, movable: false, lists: pageLists };
/** Of v3: the state of a zspage in its first page, which is movable. */
export const firstPageLayout: Layout = { ...v4_7Layout, movable: true };

/** struct zspage with lists of almost full and almost empty zspages, before its pages are movable and in v4. */
export const structLayout: Layout = { squeezed: false, movable: false, lists: partialLists };
/** Of v4: struct zspage, and its pages are movable. */
export const v4Layout: Layout = { ...structLayout, movable: true };

/** With a list for every group, from 4.8. */
export const zspageLayout: Layout = { ...v4Layout, lists: fullLists };

/** What stands in a pool at the start. */
export interface Contents {
  readonly objs_per_zspage: number;
  readonly pages_per_zspage?: number;
  /** For each zspage the handles of the objects in it, lowest index first. Zspage i begins on page i * pages_per_zspage. */
  readonly zspages: readonly (readonly number[])[];
}

/** Makes the initial state: a pool with zspages, every object written once. */
export const poolOf =
  ({ objs_per_zspage, pages_per_zspage = 1, zspages }: Contents, layout: Layout) =>
  (s: Zs) => {
    makePool(s);
    class_of(s).objs_per_zspage = objs_per_zspage;
    class_of(s).pages_per_zspage = pages_per_zspage;
    if (layout.squeezed) for (const zspage of s.zspage) zspage.squeezed = true;
    for (const [i, handles] of zspages.entries()) addZspage(s, i, handles, layout);
  };

function makePool(s: Zs): void {
  const [pool, address_space] = [pool_of(s), s.address_space[0]!];
  allocate(class_of(s));
  allocate(pool);
  allocate(address_space);
  for (const group of Object.keys(class_of(s).fullness_list) as Fullness[])
    INIT_LIST_HEAD(s, fullness_list_of(group));
  for (const head of ['pool[0].free_zspage', 'free_pages']) INIT_LIST_HEAD(s, head);
  pool.size_class = 0 as typeof pool.size_class;
  pool.inode = 0 as typeof pool.inode;
  address_space.private_data = 0 as typeof address_space.private_data;
}

function addZspage(s: Zs, number: number, handles: readonly number[], layout: Layout): void {
  const row = number as Ptr<'zspage'> & number;
  const { objs_per_zspage, pages_per_zspage } = class_of(s);
  const zspage = s.zspage[row]!;
  if (!layout.squeezed) allocate(zspage);
  init_list(s, row);
  const first_page = (number * pages_per_zspage) as Ptr<'page'> & number;
  for (let i = 0; i < pages_per_zspage; i++) {
    const page = s.page[first_page + i]!;
    page.refcount = 1;
    page.PG_private = i === 0;
    page.PG_movable = layout.movable;
    page.mapping = layout.movable ? (0 as typeof page.mapping) : null;
    page.next = i + 1 < pages_per_zspage ? ((first_page + i + 1) as typeof page.next) : null;
    if (!layout.squeezed) page.private = row;
  }
  if (!layout.squeezed) {
    zspage.first_page = first_page;
    zspage.magic = true;
  }
  init_zspage(s, row, first_page);
  class_of(s).OBJ_ALLOCATED += objs_per_zspage;
  for (const [obj_idx, handle] of handles.entries()) addObject(s, row, first_page, handle, obj_idx);
  zspage.fullness = get_fullness_group(s, zspage);
  insert_zspage(s, row, zspage.fullness, layout.lists);
}

function addObject(s: Zs, row: number, first_page: Ptr<'page'>, number: number, obj_idx: number): void {
  const handle = s.handle[number]!;
  allocate(handle);
  handle.obj.page = page_of_obj(s, first_page, obj_idx);
  handle.obj.obj_idx = obj_idx;
  handle.written = 1;
  const zspage = s.zspage[row]!;
  zspage.freeobj = take_chunk(s, first_page, obj_idx, number as Ptr<'handle'>);
  zspage.inuse++;
  class_of(s).OBJ_USED++;
  chunk_of(s.page[handle.obj.page!]!, obj_idx).content = 1;
  const second_page = second_page_of_obj(s, handle.obj.page);
  if (second_page !== null) rest_of(s.page[second_page]!).content = 1;
}

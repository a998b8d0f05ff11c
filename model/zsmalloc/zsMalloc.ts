import {
  any,
  type Branch,
  call,
  count,
  either,
  goto,
  oneStep,
  otherwise,
  type Ptr,
  pointer,
  type Row,
  unless,
} from '../language/index.ts';
import { kmem_cache_alloc, kmem_cache_free, spin_lock, spin_unlock } from '../primitives/index.ts';
import { first_page_of } from './firstPage.ts';
import { type FullnessLists, fix_fullness_group, head_of, init_list, pageLists } from './fullnessList.ts';
import { init_zspage as initZspage, obj_malloc as mallocObject, page_of_obj } from './object.ts';
import {
  class_lock,
  class_of,
  type Fullness,
  type HasHandle,
  type HasObject,
  type HasZspage,
  handle_of,
} from './rows.ts';
import { why } from './why.ts';
import { type Zs, zs } from './zs.ts';

const page_is_free = (s: Zs, _my: unknown, page: Row<'page'>) => s.page[page]!.refcount === 0;
/** alloc_page(): any page that nobody has a reference to, which `keep` counts the first one for; or there is none. */
export const alloc_page = <L, G extends string>(
  keep: (s: Zs, my: L, page: Row<'page'>) => void,
  none: Branch<Zs, L, G>,
) => oneStep(why.alloc_page, either(any('page', page_is_free, keep), none));

const alloc_first_page = (s: Zs, my: HasZspage, page: Row<'page'>) => {
  s.page[page]!.refcount = 1;
  s.page[page]!.PG_private = true;
  my.zspage = page as number as Ptr<'zspage'>;
  // PG_uptodate, which no page has that has been free.
  s.zspage[page]!.isolated = 0;
};
const return_NULL = (_s: Zs, my: HasZspage) => {
  my.zspage = null;
};

/** init_zspage(): nobody else knows the zspage yet. Its meta word is zero, which says ZS_ALMOST_FULL. */
const init_zspage = (s: Zs, my: HasZspage) => {
  initZspage(s, my.zspage!, first_page_of(my.zspage));
  s.zspage[my.zspage!]!.fullness = 'ZS_ALMOST_FULL';
  init_list(s, my.zspage);
};

/** A page becomes a zspage that is on no list. */
export const alloc_zspage = zs.fn(
  'alloc_zspage',
  'mm/zsmalloc.c v4.4',
  {},
  { zspage: pointer('zspage') },
  {
    alloc_page: alloc_page(alloc_first_page, otherwise(goto('return', return_NULL))),
    init_zspage,
  },
);

const keep_handle = (s: Zs, my: HasHandle, row: Row<'handle'>) => {
  my.handle = row;
  handle_of(s, my).written = 0;
};

/** find_get_zspage(): the head of the first list that has one. */
export const find_get_zspage = (groups: readonly Fullness[]) => (s: Zs, my: HasZspage) => {
  my.zspage = null;
  for (const group of groups) my.zspage ??= head_of(s, group);
  return my.zspage !== null;
};

const obj_malloc = (s: Zs, my: HasHandle & HasObject & HasZspage) => {
  const first_page = first_page_of(my.zspage);
  my.obj_idx = mallocObject(s, my.zspage!, first_page, my.handle);
  my.page = page_of_obj(s, first_page, my.obj_idx);
};

export const fix_fullness = (lists: FullnessLists) => (s: Zs, my: HasZspage) => {
  fix_fullness_group(s, my.zspage!, lists, s.zspage[my.zspage!]!.isolated > 0);
};

/** record_obj(handle, obj): nobody knows the handle yet. */
export const record_obj = (s: Zs, my: HasHandle & HasObject) => {
  const { obj } = handle_of(s, my);
  obj.page = my.page;
  obj.obj_idx = my.obj_idx;
};

/** zs_stat_inc(class, OBJ_ALLOCATED) of the objects of a new zspage. */
export const zs_stat_inc = (s: Zs) => {
  class_of(s).OBJ_ALLOCATED += class_of(s).objs_per_zspage;
};

/** Allocates an object, from a zspage that has a free one or from a new zspage; leaves NULL where there is no page. */
export const zs_malloc = zs.fn(
  'zs_malloc',
  'mm/zsmalloc.c v4.4',
  {},
  { handle: pointer('handle'), page: pointer('page'), obj_idx: count(1), zspage: pointer('zspage') },
  {
    alloc_handle: kmem_cache_alloc('handle', keep_handle),
    spin_lock: spin_lock(class_lock),
    find_get_zspage: unless(find_get_zspage(['ZS_ALMOST_FULL', 'ZS_ALMOST_EMPTY']), 'spin_unlock_to_alloc'),
    obj_malloc,
    fix_fullness_group: fix_fullness(pageLists),
    record_obj,
    spin_unlock: goto('return', spin_unlock(class_lock)),
    spin_unlock_to_alloc: spin_unlock(class_lock),
    alloc_zspage: call(alloc_zspage, { zspage: 'zspage' }),
    zspage: unless((_s, my) => my.zspage !== null, 'free_handle'),
    set_zspage_mapping: (s, my) => {
      s.zspage[my.zspage!]!.fullness = 'ZS_EMPTY';
    },
    spin_lock_again: spin_lock(class_lock),
    zs_stat_inc: goto('obj_malloc', zs_stat_inc),
    free_handle: (s, my) => {
      kmem_cache_free(handle_of(s, my), s);
      my.handle = null;
    },
  },
);

import { call, count, oneStep, type Ptr, pointer, unless } from '../language/index.ts';
import { kmem_cache_free, spin_lock, spin_unlock, VM_BUG_ON } from '../primitives/index.ts';
import { first_page_of, get_first_page, reset_first_page } from './firstPage.ts';
import { type FullnessLists, fix_fullness_group, is_first_page, pageLists } from './fullnessList.ts';
import { obj_free as freeObject, obj_to_location } from './object.ts';
import { pin_tag, unpin_tag } from './pin.ts';
import {
  class_lock,
  class_of,
  type HasHandle,
  type HasObject,
  type HasZspage,
  handle_of,
  put_page,
} from './rows.ts';
import { why } from './why.ts';
import { type Zs, zs } from './zs.ts';

interface HasLiveZspage {
  readonly zspage: Ptr<'zspage'>;
}

const VM_BUG_ON_inuse = (s: Zs, my: HasLiveZspage) => {
  is_first_page(s, my.zspage!);
  VM_BUG_ON(s.zspage[my.zspage!]!.inuse > 0, 'get_zspage_inuse(first_page)');
};

/** reset_page(): the page loses what made it the first page of a zspage; the meta word is zero. */
const reset_page = (s: Zs, my: HasLiveZspage) => reset_first_page(s, my.zspage!);

const __free_page = (s: Zs, my: HasLiveZspage) => put_page(s.page[first_page_of(my.zspage)!]!);

/** Gives the page of an empty zspage back. */
export const free_zspage = zs.fn(
  'free_zspage',
  'mm/zsmalloc.c v4.4',
  { zspage: pointer('zspage') },
  {},
  { VM_BUG_ON: VM_BUG_ON_inuse, reset_page, __free_page: oneStep(why.put_page, __free_page) },
);

/** From here on the user has no data behind the handle. */
const obj_free = (s: Zs, my: HasHandle & HasObject & HasZspage) => {
  freeObject(s, my.zspage!, my);
  handle_of(s, my).written = 0;
};

/** fix_fullness_group(), which leaves the lists alone while the zspage is isolated; whether it is empty now. */
export const fix_fullness = (lists: FullnessLists) => (s: Zs, my: HasZspage) =>
  fix_fullness_group(s, my.zspage!, lists, s.zspage[my.zspage!]!.isolated > 0) === 'ZS_EMPTY';

/** zs_stat_dec(class, OBJ_ALLOCATED) of the objects of a zspage that is freed. */
export const zs_stat_dec = (s: Zs) => {
  class_of(s).OBJ_ALLOCATED -= class_of(s).objs_per_zspage;
};

/** cache_free_handle(): the user has no further use for the handle either. */
const free_handle = (s: Zs, my: HasHandle) => kmem_cache_free(handle_of(s, my), s);

/** Frees the object of a handle, and its zspage where it was the last one. */
export const zs_free = zs.fn(
  'zs_free',
  'mm/zsmalloc.c v4.4',
  { handle: pointer('handle') },
  { page: pointer('page'), obj_idx: count(1), zspage: pointer('zspage') },
  {
    pin_tag,
    handle_to_obj: obj_to_location,
    get_first_page,
    spin_lock: spin_lock(class_lock),
    obj_free,
    fix_fullness_group: oneStep(why.lists, unless(fix_fullness(pageLists), 'spin_unlock')),
    zs_stat_dec,
    free_zspage: call(free_zspage),
    spin_unlock: spin_unlock(class_lock),
    unpin_tag,
    free_handle,
  },
);

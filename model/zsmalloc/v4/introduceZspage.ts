import {
  goto,
  oneStep,
  otherwise,
  type Ptr,
  patch,
  pointer,
  type Row,
  remove,
  replace,
  unless,
  when,
} from '../../language/index.ts';
import type { Current } from '../../primitives/index.ts';
import { kmem_cache_alloc, kmem_cache_free, VM_BUG_ON } from '../../primitives/index.ts';
import { create_page_chain, get_zspage, reset_page } from '../chain.ts';
import { chunk_of } from '../chunk.ts';
import { type Compaction, listHunks } from '../compactionLists.ts';
import { partialLists } from '../fullnessList.ts';
import {
  init_zspage as initZspage,
  obj_malloc as mallocObject,
  obj_to_location,
  page_of_obj,
} from '../object.ts';
import { trypin_tag } from '../pin.ts';
import {
  class_of,
  type HasHandle,
  type HasObject,
  type HasPage,
  type HasZspage,
  page_of,
  put_page,
  zspage_of,
} from '../rows.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { zs_compact } from '../zsCompact.ts';
import { fix_fullness, free_zspage, zs_free } from '../zsFree.ts';
import {
  alloc_zspage,
  alloc_page as allocPage,
  fix_fullness as fix_fullness_of_new,
  zs_malloc,
} from '../zsMalloc.ts';
import { zs_map_object } from '../zsMap.ts';

/** `obj_to_location(obj, ...); zspage = get_zspage(f_page);` */
const handle_to_zspage = (s: Zs, my: HasHandle & HasObject & HasZspage) => {
  obj_to_location(s, my);
  my.zspage = get_zspage(s, page_of(s, my));
};

/** cache_alloc_zspage(): memset to zero, so that the list node is not linked to itself, and the magic number. */
const cache_alloc_zspage = (s: Zs, my: HasZspage & HasPages, row: Row<'zspage'>) => {
  const zspage = s.zspage[row]!;
  zspage.inuse = 0;
  zspage.isolated = 0;
  zspage.fullness = 'ZS_EMPTY';
  zspage.list.next = null;
  zspage.list.prev = null;
  zspage.magic = true;
  my.zspage = row;
};

interface HasPages {
  page0: Ptr<'page'>;
  page1: Ptr<'page'>;
}
/** Takes a page; true where the zspage has all it needs. */
const alloc_page = (s: Zs, my: HasPages, row: Row<'page'>) => {
  s.page[row]!.refcount = 1;
  if (my.page0 === null) my.page0 = row;
  else my.page1 = row;
};
const needs_more = (s: Zs, my: HasPages) => class_of(s).pages_per_zspage === 2 && my.page1 === null;

const init_zspage = (s: Zs, my: HasZspage & HasPages) => {
  create_page_chain(s, my.zspage!, my.page1 === null ? [my.page0] : [my.page0, my.page1]);
  initZspage(s, my.zspage!, my.page0);
};

const free_pages = (s: Zs, my: HasZspage & HasPages) => {
  if (my.page0 !== null) put_page(s.page[my.page0]!);
  kmem_cache_free(zspage_of(s, my), s);
  my.zspage = null;
};

export const obj_malloc = (s: Zs, my: HasHandle & HasObject & HasZspage) => {
  const { first_page } = zspage_of(s, my);
  my.obj_idx = mallocObject(s, my.zspage!, first_page, my.handle);
  my.page = page_of_obj(s, first_page, my.obj_idx);
};

/** As before, the first page being the zspage's. */
const find_alloced_obj = (s: Zs, my: Compaction & Current) => {
  const { objs_per_zspage } = class_of(s);
  const { first_page } = s.zspage[my.src!]!;
  while (my.index < objs_per_zspage) {
    const { head } = chunk_of(s.page[page_of_obj(s, first_page, my.index)!]!, my.index);
    my.index++;
    if (head === null) continue;
    my.handle = head;
    if (trypin_tag(s, my)) return true;
  }
  my.handle = null;
  return false;
};
export const obj_malloc_dst = (s: Zs, my: Compaction) => {
  obj_to_location(s, my);
  const { first_page } = s.zspage[my.dst!]!;
  my.new_idx = mallocObject(s, my.dst!, first_page, my.handle);
  my.new_page = page_of_obj(s, first_page, my.new_idx);
};

interface Freeing extends HasPage {
  readonly zspage: Ptr<'zspage'>;
  next: Ptr<'page'>;
}
const VM_BUG_ON_inuse = (s: Zs, my: Freeing) => {
  const zspage = zspage_of(s, my);
  VM_BUG_ON(zspage.inuse > 0, 'get_zspage_inuse(zspage)');
  my.page = zspage.first_page;
};
const reset = (s: Zs, my: Freeing) => {
  my.next = page_of(s, my).next;
  reset_page(page_of(s, my));
};
const __free_page = (s: Zs, my: Freeing) => {
  put_page(page_of(s, my));
  my.page = my.next;
  return my.page !== null;
};
const cache_free_zspage = (s: Zs, my: Freeing) => kmem_cache_free(zspage_of(s, my), s);

/** 3783689a1aa8 in 4.8, posted with v4: what was squeezed into the first page becomes a struct zspage. */
export const introduce_zspage = patch('zsmalloc: introduce zspage structure')
  .locals(free_zspage, { page: pointer('page'), next: pointer('page') })
  .locals(alloc_zspage, { page0: pointer('page'), page1: pointer('page') })
  .in(
    zs_free,
    replace('handle_to_obj', { handle_to_obj: handle_to_zspage }),
    remove('get_first_page'),
    replace('fix_fullness_group', { fix_fullness_group: unless(fix_fullness(partialLists), 'spin_unlock') }),
  )
  .in(zs_map_object, replace('handle_to_obj', { handle_to_obj: handle_to_zspage }), remove('get_first_page'))
  .in(
    alloc_zspage,
    replace('alloc_page', {
      cache_alloc_zspage: oneStep(why.new_object, kmem_cache_alloc('zspage', cache_alloc_zspage)),
      alloc_page: allocPage(alloc_page, otherwise(goto('free_pages'))),
      needs_more: when(needs_more, 'alloc_page'),
    }),
    replace('init_zspage', {
      init_zspage: goto('return', init_zspage),
      free_pages: oneStep(why.put_page, free_pages),
    }),
  )
  .in(
    zs_malloc,
    replace('obj_malloc', { obj_malloc }),
    replace('fix_fullness_group', { fix_fullness_group: fix_fullness_of_new(partialLists) }),
  )
  .in(
    zs_compact,
    ...listHunks(partialLists),
    replace('find_alloced_obj', { find_alloced_obj: unless(find_alloced_obj, 'putback_dst') }),
    replace('obj_malloc', { obj_malloc: obj_malloc_dst }),
  )
  .in(
    free_zspage,
    replace('VM_BUG_ON', { VM_BUG_ON: VM_BUG_ON_inuse }),
    replace('reset_page', { reset_page: reset }),
    replace('__free_page', {
      __free_page: oneStep(why.put_page, when(__free_page, 'reset_page')),
      cache_free_zspage,
    }),
  );

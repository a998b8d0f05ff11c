import { count, oneOf, oneStep, type Ptr, pointer, unless, when } from '../language/index.ts';
import { spin_trylock, spin_unlock, VM_BUG_ON } from '../primitives/index.ts';
import { chunk_of, copy_page } from './chunk.ts';
import { reset_first_page, zspage_of_first_page } from './firstPage.ts';
import { freeze_zspage as freezeZspage, unfreeze_zspage as unfreezeZspage } from './freeze.ts';
import {
  get_fullness_group,
  init_list,
  insert_zspage as insertZspage,
  list_empty,
  pageLists,
} from './fullnessList.ts';
import { ClearPageIsolated, ClearPageMovable, PageIsolated } from './movable.ts';
import {
  class_lock,
  get_page as getPage,
  type HasNewpage,
  type HasPage,
  type HasZspage,
  newpage_of,
  page_of,
  pool_of_mapping,
  put_page as putPage,
  zspage_of,
} from './rows.ts';
import { why } from './why.ts';
import { type Zs, zs } from './zs.ts';

/** What a callback tells the VM; the zero is -EBUSY, which is where zs_page_migrate() starts. */
export const rc = oneOf('-EBUSY', '-EAGAIN', '0');
export interface HasRc {
  rc: '-EBUSY' | '-EAGAIN' | '0';
}

const get_zspage_mapping = (s: Zs, my: HasPage & HasZspage) => {
  const page = page_of(s, my);
  VM_BUG_ON(!page.PG_movable, '!PageMovable(page)');
  VM_BUG_ON(!page.PG_isolated, '!PageIsolated(page)');
  my.zspage = zspage_of_first_page(s, my.page);
  pool_of_mapping(s, page);
};

/** record_obj() for each object on the page: `<newpage, obj_idx>`, with the pin bit. */
const record_obj = (s: Zs, my: HasPage & HasNewpage) => {
  for (let obj_idx = 0; obj_idx < 2; obj_idx++) {
    const { head } = chunk_of(page_of(s, my), obj_idx);
    if (head === null) continue;
    const handle = s.handle[head]!;
    VM_BUG_ON(!handle.pin.bit, '!testpin_tag(handle)');
    handle.obj.page = my.newpage;
  }
};

/** create_page_chain() of the one page, and the meta word of the old one; newpage belongs to the driver now. */
const replace_sub_page = (s: Zs, my: HasPage & HasNewpage & HasZspage) => {
  const [page, newpage, old] = [page_of(s, my), newpage_of(s, my), zspage_of(s, my)];
  newpage.PG_private = true;
  const row = my.newpage as number as Ptr<'zspage'> & number;
  const zspage = s.zspage[row]!;
  init_list(s, row);
  zspage.inuse = old.inuse;
  zspage.freeobj = old.freeobj;
  zspage.fullness = old.fullness;
  zspage.isolated = 1;
  newpage.PG_movable = true;
  newpage.mapping = page.mapping;
  my.zspage = row;
};

export const get_newpage = (s: Zs, my: HasNewpage) => getPage(newpage_of(s, my));

export const ClearZsPageIsolate = (s: Zs, my: HasZspage) => {
  zspage_of(s, my).isolated = 0;
};

/** The asserts at the beginning of putback_zspage(). */
export const putback_zspage = (s: Zs, my: HasZspage) => {
  const zspage = zspage_of(s, my);
  VM_BUG_ON(!list_empty(s, my.zspage), '!list_empty(&first_page->lru)');
  VM_BUG_ON(zspage.isolated > 0, 'ZsPageIsolate(first_page)');
};

/** insert_zspage(), which reads the use of the zspage at the head: get_zspage_inuse(*head). */
export const insert_zspage = (s: Zs, my: HasZspage) =>
  insertZspage(s, my.zspage!, get_fullness_group(s, zspage_of(s, my)), pageLists);

/** set_zspage_mapping(); zs_compact changes the same word without class->lock, but not of the zspage of a new page. */
const set_zspage_mapping = (s: Zs, my: HasZspage) => {
  const zspage = zspage_of(s, my);
  zspage.fullness = get_fullness_group(s, zspage);
};

/** Moves a zspage to a new page, with both pages locked by the VM. */
export const zs_page_migrate = zs.fn(
  'zs_page_migrate',
  'mm/zsmalloc.c: patch v3 13/16 of March 2016',
  { page: pointer('page'), newpage: pointer('page') },
  { zspage: pointer('zspage'), handle: pointer('handle'), freezed: count(2), rc },
  {
    get_zspage_mapping,
    spin_trylock: unless(spin_trylock(class_lock), 'return'),
    get_zspage_inuse: unless((s, my) => zspage_of(s, my).inuse > 0, 'spin_unlock'),
    freeze_zspage: unless((s, my) => {
      const freezed = freezeZspage(s, my, my.zspage);
      my.freezed = freezed ?? 0;
      return freezed !== null;
    }, 'spin_unlock'),
    /** The objects are frozen, so nobody writes to them. */
    memcpy: (s, my) => copy_page(newpage_of(s, my), page_of(s, my)),
    record_obj: oneStep(why.pinned, record_obj),
    replace_sub_page,
    get_page: get_newpage,
    VM_BUG_ON: (s, my) =>
      VM_BUG_ON(
        get_fullness_group(s, zspage_of(s, my)) === 'ZS_EMPTY',
        'get_fullness_group(first_page) == ZS_EMPTY',
      ),
    ClearZsPageIsolate,
    putback_zspage,
    insert_zspage: oneStep(why.lists, insert_zspage),
    set_zspage_mapping,
    ClearPageIsolated,
    reset_PageIsolated: when(PageIsolated, 'reset_page'),
    ClearPageMovable,
    reset_page: (s, my) => reset_first_page(s, my.page as number as Ptr<'zspage'> & number),
    put_page: oneStep(why.put_page, (s, my) => {
      putPage(page_of(s, my));
      my.rc = '0';
    }),
    unfreeze_zspage: (s, my) => {
      unfreezeZspage(s, my, my.zspage, my.freezed);
      my.freezed = 0;
    },
    spin_unlock: spin_unlock(class_lock),
  },
);

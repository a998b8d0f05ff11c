import type { Ptr } from '../../language/index.ts';
import { bit_spin_trylock, bit_spin_unlock, type Current, VM_BUG_ON } from '../../primitives/index.ts';
import { get_zspage, reset_page as resetPage } from '../chain.ts';
import { chunk_of } from '../chunk.ts';
import { type FullnessLists, get_fullness_group, insert_zspage } from '../fullnessList.ts';
import {
  type HasNewpage,
  type HasPage,
  type HasZspage,
  newpage_of,
  page_of,
  pin_of,
  pool_of_mapping,
  put_page as putPage,
  zspage_of,
} from '../rows.ts';
import type { Zs } from '../zs.ts';
import type { HasRc } from '../zsPageMigrate.ts';

/*
 * zs_page_migrate() and zs_page_putback() with struct zspage: 48b4800a1c6a in 4.8, and v4 11/12 of April 2016.
 */

export interface Migration extends HasPage, HasNewpage, HasZspage, HasRc, Current {
  handle: Ptr<'handle'>;
}

/** The asserts, and the zspage and the pool behind the page. */
export const get_zspage_isolated = (s: Zs, my: HasPage & HasZspage) => {
  const page = page_of(s, my);
  VM_BUG_ON(page.mapping === null, '!PageMovable(page)');
  VM_BUG_ON(!page.PG_isolated, '!PageIsolated(page)');
  my.zspage = get_zspage(s, page);
  pool_of_mapping(s, page);
};

export const get_zspage_inuse = (s: Zs, my: HasZspage) => zspage_of(s, my).inuse > 0;

/** `-EAGAIN`: the VM may come again. */
export const return_EAGAIN = (_s: Zs, my: HasRc) => {
  my.rc = '-EAGAIN';
};

const trypin = bit_spin_trylock(pin_of);
const unpin = bit_spin_unlock(pin_of);

/** Pins every object that begins on the page, or none where somebody has pinned one. */
export const trypin_tags = (s: Zs, my: Migration) => {
  my.rc = '-EAGAIN';
  for (let obj_idx = 0; obj_idx < 2; obj_idx++) {
    my.handle = chunk_of(page_of(s, my), obj_idx).head;
    if (my.handle === null || trypin(s, my)) continue;
    if (obj_idx === 1) unpin_tag(s, my, page_of(s, my).chunk0.head);
    my.handle = null;
    return false;
  }
  my.handle = null;
  return true;
};

/** Unpins the objects, which are on the new page now. */
export const unpin_tags = (s: Zs, my: Migration) => {
  unpin_tag(s, my, newpage_of(s, my).chunk0.head);
  unpin_tag(s, my, newpage_of(s, my).chunk1.head);
  my.handle = null;
  my.rc = '0';
};

function unpin_tag(s: Zs, my: Migration, handle: Ptr<'handle'>): void {
  my.handle = handle;
  if (handle !== null) unpin(s, my);
}

/** dec_zspage_isolation(); whether that was the last isolated page of the zspage. */
export const dec_zspage_isolation = (s: Zs, my: HasZspage) => {
  const zspage = zspage_of(s, my);
  zspage.isolated--;
  return zspage.isolated === 0;
};

/** putback_zspage(); whether the zspage is empty. */
export const putback_zspage = (lists: FullnessLists) => (s: Zs, my: HasZspage) => {
  const zspage = zspage_of(s, my);
  VM_BUG_ON(zspage.isolated > 0, 'is_zspage_isolated(zspage)');
  const group = get_fullness_group(s, zspage);
  insert_zspage(s, my.zspage!, group, lists);
  zspage.fullness = group;
  return group === 'ZS_EMPTY';
};

export const reset_page = (s: Zs, my: HasPage) => resetPage(page_of(s, my));
export const put_page = (s: Zs, my: HasPage) => putPage(page_of(s, my));

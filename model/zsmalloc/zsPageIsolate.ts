import { bool, oneStep, pointer, unless } from '../language/index.ts';
import { spin_trylock, spin_unlock, VM_BUG_ON } from '../primitives/index.ts';
import { zspage_of_first_page } from './firstPage.ts';
import { pageLists, remove_zspage as removeZspage } from './fullnessList.ts';
import { SetPageIsolated } from './movable.ts';
import { class_lock, type HasPage, type HasZspage, page_of, pool_of_mapping } from './rows.ts';
import { why } from './why.ts';
import { type Zs, zs } from './zs.ts';

export interface IsIsolated {
  isolated: boolean;
}

/** The asserts, and `pool = page->mapping->private_data`. */
const get_zspage_mapping = (s: Zs, my: HasPage & HasZspage) => {
  const page = page_of(s, my);
  VM_BUG_ON(page.lock.owner === null, '!PageLocked(page)');
  VM_BUG_ON(page.PG_isolated, 'PageIsolated(page)');
  my.zspage = zspage_of_first_page(s, my.page);
  pool_of_mapping(s, page);
};

/** The zspage leaves the list that its mapping says, and ZsPageIsolate keeps it off: nobody sees the one without the other. */
const remove_zspage = (s: Zs, my: HasZspage) => {
  const zspage = s.zspage[my.zspage!]!;
  removeZspage(s, my.zspage!, zspage.fullness, pageLists);
  zspage.isolated = 1;
};

export const return_true = (_s: Zs, my: IsIsolated) => {
  my.isolated = true;
};

/** Lets the VM have a page: from here on nobody allocates from its zspage. */
export const zs_page_isolate = zs.fn(
  'zs_page_isolate',
  'mm/zsmalloc.c: patch v3 13/16 of March 2016',
  { page: pointer('page') },
  { zspage: pointer('zspage'), isolated: bool() },
  {
    get_zspage_mapping,
    spin_trylock: unless(spin_trylock(class_lock), 'return'),
    remove_zspage: oneStep(why.lists, remove_zspage),
    SetPageIsolated,
    spin_unlock: spin_unlock(class_lock),
    return_true,
  },
);

import { oneStep, pointer } from '../language/index.ts';
import { spin_lock, spin_unlock, VM_BUG_ON } from '../primitives/index.ts';
import { zspage_of_first_page } from './firstPage.ts';
import { get_fullness_group, init_list } from './fullnessList.ts';
import { load_meta, type MetaWord, metaWord, store_meta } from './metaWord.ts';
import { ClearPageIsolated } from './movable.ts';
import { class_lock, type HasPage, type HasZspage, page_of, pool_of_mapping, zspage_of } from './rows.ts';
import { why } from './why.ts';
import { type Zs, zs } from './zs.ts';
import { ClearZsPageIsolate, insert_zspage, putback_zspage } from './zsPageMigrate.ts';

const get_zspage_mapping = (s: Zs, my: HasPage & HasZspage) => {
  const page = page_of(s, my);
  VM_BUG_ON(!page.PG_movable, '!PageMovable(page)');
  VM_BUG_ON(!page.PG_isolated, '!PageIsolated(page)');
  my.zspage = zspage_of_first_page(s, my.page);
  pool_of_mapping(s, page);
};

const INIT_LIST_HEAD = (s: Zs, my: HasZspage) => init_list(s, my.zspage);

/** set_zspage_mapping(): beside a zs_compact that has no lock, in the two halves of a read-modify-write. */
const set_zspage_mapping = (s: Zs, my: HasZspage & MetaWord) => {
  const zspage = zspage_of(s, my);
  load_meta(my, zspage);
  my.meta_fullness = get_fullness_group(s, { inuse: my.meta_inuse });
};
const set_zspage_mapping_store = (s: Zs, my: HasZspage & MetaWord) => store_meta(my, zspage_of(s, my));

/** Takes back a page that the VM could not migrate. */
export const zs_page_putback = zs.fn(
  'zs_page_putback',
  'mm/zsmalloc.c: patch v3 13/16 of March 2016',
  { page: pointer('page') },
  { zspage: pointer('zspage'), ...metaWord },
  {
    get_zspage_mapping,
    INIT_LIST_HEAD,
    spin_lock: spin_lock(class_lock),
    ClearPageIsolated,
    ClearZsPageIsolate,
    putback_zspage,
    insert_zspage: oneStep(why.lists, insert_zspage),
    set_zspage_mapping,
    set_zspage_mapping_store,
    spin_unlock: spin_unlock(class_lock),
  },
);

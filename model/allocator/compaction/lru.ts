import { atomically, bool, call, goto, oneStep, pointer, unless } from '../../language/index.ts';
import {
  atomic_dec_and_test,
  list_first_entry_or_null,
  list_add as listAdd,
  list_del as listDel,
  spin_lock_irq,
  spin_lock_irqsave,
  spin_unlock_irq,
  spin_unlock_irqrestore,
  VM_BUG_ON,
} from '../../primitives/index.ts';
import { free_hot_cold_page } from '../freePage.ts';
import { type HasPage, page, page_of } from '../zone.ts';
import { type Compaction, compaction, inactive_list, lru, lru_lock, migratepages } from './machine.ts';
import { why } from './why.ts';

const add = listAdd(lru, inactive_list);
const del = listDel(lru);
const pageOf = (s: Compaction, my: HasPage) => s.page[my.page!]!;

/** PageLRU() */
export const PageLRU = (s: Compaction, my: HasPage) => pageOf(s, my).PG_lru;
/** ClearPageLRU(), and the page is off the LRU list. */
export const del_page_from_lru = (s: Compaction, my: HasPage) => {
  VM_BUG_ON(!PageLRU(s, my), '!PageLRU(page)');
  pageOf(s, my).PG_lru = false;
  del(s, my);
};

/** Drops a reference; the last one takes the page off the LRU list and frees it. */
export const put_page = compaction.fn(
  'put_page',
  'mm/swap.c v2.6.35, with __page_cache_release()',
  page,
  { flags: bool() },
  {
    put_page_testzero: unless(atomic_dec_and_test(page_of, 'count'), 'return'),
    PageLRU: unless(PageLRU, 'free_hot_cold_page'),
    spin_lock_irqsave: spin_lock_irqsave(lru_lock, 'flags'),
    del_page_from_lru: oneStep(why.lru_lock, del_page_from_lru),
    spin_unlock_irqrestore: spin_unlock_irqrestore(lru_lock, 'flags'),
    free_hot_cold_page: call(free_hot_cold_page),
  },
);

const not_on_lru = (s: Compaction, my: HasPage) => VM_BUG_ON(PageLRU(s, my), 'PageLRU(page)');
const add_page_to_lru_list = (s: Compaction, my: HasPage) => {
  pageOf(s, my).PG_lru = true;
  add(s, my);
};

/** A page that was isolated goes to the LRU list, and the reference of who has isolated it is dropped. */
export const putback_lru_page = compaction.fn(
  'putback_lru_page',
  'mm/vmscan.c v2.6.35, without a pagevec',
  page,
  {},
  {
    'VM_BUG_ON(PageLRU(page))': not_on_lru,
    spin_lock_irq: spin_lock_irq(lru_lock),
    lru_cache_add_lru: oneStep(why.lru_lock, add_page_to_lru_list),
    spin_unlock_irq: spin_unlock_irq(lru_lock),
    put_page: call(put_page),
  },
);

/** dec_zone_page_state(page, NR_ISOLATED_ANON + page_is_file_cache(page)) */
export const dec_nr_isolated = (s: Compaction) => {
  atomically(() => {
    s.zone.NR_ISOLATED--;
  });
};

/** All pages that are still on cc->migratepages are put back. */
export const putback_lru_pages = compaction.fn(
  'putback_lru_pages',
  'mm/migrate.c v2.6.35',
  {},
  { page: pointer('page') },
  {
    list_for_each_entry_safe: unless(list_first_entry_or_null(migratepages, 'page[].lru', 'page'), 'return'),
    list_del: listDel(lru),
    dec_zone_page_state: dec_nr_isolated,
    putback_lru_page: call(putback_lru_page),
    next: goto('list_for_each_entry_safe'),
  },
);

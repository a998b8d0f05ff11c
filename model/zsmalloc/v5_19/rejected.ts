import { after, before, goto, type Ptr, patch, pointer, replace, when } from '../../language/index.ts';
import { type Current, lock_page, read_lock, read_unlock, unlock_page } from '../../primitives/index.ts';
import { async_free_zspage, lock_zspage } from '../asyncFreeZspage.ts';
import { next_page } from '../chain.ts';
import { type HasPage, page_lock, page_of, pool_of, zspage_lock } from '../rows.ts';
import { huge_in_zspage } from '../v5_17/hugeInZspage.ts';
import type { Zs } from '../zs.ts';

/*
 * What was proposed in May 2022 in place of 2505a981114d, in the thread of its first version, and rejected there.
 */

/** The first: the migration is locked out while the worker sleeps for the pages. */
export const lock_pages_under_read_lock = patch(
  'zsmalloc: proposed: lock_zspage() under migrate_read_lock()',
).in(
  async_free_zspage,
  before('lock_zspage', { migrate_read_lock: read_lock(zspage_lock) }),
  after('lock_zspage', { migrate_read_unlock: read_unlock(zspage_lock) }),
);

interface Locking extends HasPage {
  readonly zspage: Ptr<'zspage'>;
  page0: Ptr<'page'>;
}

/** `page_mapping(page) == pool->inode->i_mapping && page_private(page) == zspage`, with the page locked. */
const still_ours = (s: Zs, my: Locking) => {
  const { mapping, private: zspage } = page_of(s, my);
  return mapping === pool_of(s).inode && zspage === my.zspage;
};
/** locked_pages[nr_locked++] = page, of which there are two at most. */
const keep = (s: Zs, my: Locking) => {
  const page = my.page;
  if (!next_page(s, my)) return false;
  my.page0 = page;
  return true;
};

const unlock = unlock_page(page_lock);
const unlock_last = (s: Zs, my: Locking & Current) => {
  unlock(s, my);
  my.page = my.page0;
  my.page0 = null;
  return my.page !== null;
};

/** The second: no lock, but a look afterwards whether the page that has been locked was one of the zspage. */
export const verify_after_lock_page = patch(
  'zsmalloc: proposed: lock_zspage() that retries where a page has been migrated',
  huge_in_zspage,
)
  .locals(lock_zspage, { page0: pointer('page') })
  .in(
    lock_zspage,
    replace('lock_page', {
      lock_page: lock_page(page_lock),
      page_private: when(still_ours, 'get_next_page'),
      unlock_page: when(unlock_last, 'unlock_page'),
      retry: goto('get_first_page'),
    }),
    replace('page_index', { page_index: when(keep, 'lock_page') }),
  );

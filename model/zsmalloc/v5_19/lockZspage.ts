import {
  goto,
  oneStep,
  type Ptr,
  patch,
  pointer,
  remove,
  replace,
  thenGoto,
  unless,
  when,
} from '../../language/index.ts';
import {
  type Current,
  read_lock,
  read_unlock,
  trylock_page,
  wait_on_page_locked,
} from '../../primitives/index.ts';
import { lock_zspage } from '../asyncFreeZspage.ts';
import { get_zspage } from '../chain.ts';
import {
  get_page as getPage,
  type HasPage,
  page_lock,
  page_of,
  put_page as putPage,
  zspage_lock,
  zspage_of,
} from '../rows.ts';
import { huge_in_zspage } from '../v5_17/hugeInZspage.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';

interface Locking extends HasPage {
  readonly zspage: Ptr<'zspage'>;
  /** The last page that is locked. */
  curr_page: Ptr<'page'>;
}

const get_first_page = (s: Zs, my: Locking) => {
  my.page = zspage_of(s, my).first_page;
};
/** `while ((page = get_next_page(curr_page)))` */
const get_next_page = (s: Zs, my: Locking) => {
  const curr_page = s.page[my.curr_page!]!;
  get_zspage(s, curr_page);
  my.page = curr_page.next;
  return my.page !== null;
};

const trylock = trylock_page(page_lock);
const trylock_curr = (s: Zs, my: Locking & Current) => {
  if (!trylock(s, my)) return false;
  my.curr_page = my.page;
  return true;
};

const get_page = (s: Zs, my: HasPage) => getPage(page_of(s, my));
const put_page = (s: Zs, my: HasPage) => putPage(page_of(s, my));
const lock = read_lock(zspage_lock);
const unlock = read_unlock(zspage_lock);

/**
 * 2505a981114d in 5.19: under zspage->lock for read, without which the chain may change, a page is only tried; who must
 * wait for one takes a reference first and looks at the chain anew afterwards.
 */
export const fix_async_free = patch(
  'zsmalloc: fix races between asynchronous zspage free and page migration',
  huge_in_zspage,
)
  .locals(lock_zspage, { curr_page: pointer('page') })
  .in(
    lock_zspage,
    replace('get_first_page', { read_lock: lock, get_first_page }),
    replace('lock_page', {
      trylock_page: when(trylock_curr, 'get_next_page'),
      get_page,
      read_unlock_to_wait: unlock,
      wait_on_page_locked: wait_on_page_locked(page_lock),
      put_page: oneStep(why.put_page, goto('read_lock', put_page)),
    }),
    replace('get_next_page', {
      get_next_page: unless(get_next_page, 'read_unlock'),
      trylock_next: when(trylock_curr, 'get_next_page'),
      get_next: get_page,
      read_unlock_next: unlock,
      wait_on_next: wait_on_page_locked(page_lock),
      put_next: oneStep(why.put_page, put_page),
      read_lock_next: thenGoto(lock, 'get_next_page'),
      read_unlock: unlock,
    }),
    remove('page_index'),
  );

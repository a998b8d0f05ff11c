import { before, oneStep, type Ptr, patch, replace, spin, when } from '../../language/index.ts';
import { BUG_ON, type Current, trylock_page, unlock_page } from '../../primitives/index.ts';
import { first_page_of, reset_meta } from '../firstPage.ts';
import { init_list } from '../fullnessList.ts';
import { link_chunks } from '../object.ts';
import { type HasZspage, put_page as putPage } from '../rows.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { free_zspage } from '../zsFree.ts';
import { alloc_zspage } from '../zsMalloc.ts';

interface OfZspage {
  readonly zspage: Ptr<'zspage'>;
}

/** The zspage's one page. */
const first_page = (s: Zs, my: OfZspage) => s.page[my.zspage!]!;
const first_page_lock = (s: Zs, my: OfZspage) => first_page(s, my).lock;
const trylock = trylock_page(first_page_lock);
const unlock = unlock_page(first_page_lock);

/** `while (!trylock_page(cursor));` for each page: a lock that its holder may sleep with is spun for. */
const lock_zspage = spin((s: Zs, my: OfZspage & Current) => first_page_lock(s, my).owner === null, trylock);

/** reset_page(): PG_movable stays where the page is isolated, for the VM to see that it is the last who has it. */
const PageIsolated = (s: Zs, my: OfZspage) => first_page(s, my).PG_isolated;
const ClearPageMovable = (s: Zs, my: OfZspage) => {
  first_page(s, my).PG_movable = false;
  first_page(s, my).mapping = null;
};
const ClearPageIsolated = (s: Zs, my: OfZspage) => {
  first_page(s, my).PG_isolated = false;
};

const put_page = (s: Zs, my: OfZspage) => putPage(first_page(s, my));

const trylock_new = (s: Zs, my: HasZspage & Current) => BUG_ON(!trylock(s, my), '!trylock_page(first_page)');
const SetPageMovable = (s: Zs, my: HasZspage) => {
  first_page(s, my).PG_movable = true;
  first_page(s, my).mapping = 0 as Zs['page'][number]['mapping'];
};

/** init_zspage() up to where it lets the VM see the page: `first_page->freelist = NULL`, which is the meta word, and the node. */
const INIT_LIST_HEAD = (s: Zs, my: HasZspage) => {
  reset_meta(s.zspage[my.zspage!]!);
  init_list(s, my.zspage);
};
/** And from there on, with the page unlocked: `while (page) { … link->next = …; }`. */
const init_zspage = (s: Zs, my: HasZspage) => link_chunks(s, my.zspage!, first_page_of(my.zspage));

/** v3 13/16 of March 2016, beside the callbacks that it brings. */
export const migrate_head_page = patch('zsmalloc: migrate head page of zspage')
  .in(
    free_zspage,
    before('reset_page', {
      lock_zspage,
      reset_PageIsolated: when(PageIsolated, 'ClearPageIsolated'),
      ClearPageMovable,
      ClearPageIsolated,
    }),
    replace('__free_page', { unlock_page: unlock, put_page: oneStep(why.put_page, put_page) }),
  )
  .in(
    alloc_zspage,
    replace('init_zspage', {
      INIT_LIST_HEAD,
      trylock_page: trylock_new,
      SetPageMovable,
      unlock_page: unlock,
      init_zspage,
    }),
  );

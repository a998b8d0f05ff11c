import { goto, pointer, unless } from '../language/index.ts';
import { type Current, trylock_page, unlock_page, WARN_ON } from '../primitives/index.ts';
import { next_page } from './chain.ts';
import { SetPageMovable_mapping } from './movable.ts';
import { type HasPage, page_lock, page_of, pool_of } from './rows.ts';
import { type Zs, zs } from './zs.ts';

const trylock = trylock_page(page_lock);
const trylock_new = (s: Zs, my: HasPage & Current) => WARN_ON(!trylock(s, my), '!trylock_page(page)');

/** __SetPageMovable(page, pool->inode->i_mapping) */
const SetPageMovable = (s: Zs, my: HasPage) => {
  SetPageMovable_mapping(page_of(s, my), pool_of(s).inode);
};

/** Lets the VM see each page of a zspage: nobody else can have one of them locked yet. */
export const SetZsPageMovable = zs.fn(
  'SetZsPageMovable',
  'mm/zsmalloc.c v4.8',
  { zspage: pointer('zspage') },
  { page: pointer('page') },
  {
    get_next_page: unless(next_page, 'return'),
    trylock_page: trylock_new,
    SetPageMovable,
    unlock_page: goto('get_next_page', unlock_page(page_lock)),
  },
);

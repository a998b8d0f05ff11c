import { after, patch, when } from '../language/index.ts';
import { do_swap_page } from './fault.ts';
import { PageSwapCache } from './machine.ts';

/** 4969c1192d1 in 2.6.36-rc4. */
export const check_swap_cache = patch('mm: fix swapin race condition').in(
  do_swap_page,
  after('lock_page', {
    '!PageSwapCache(page)': when((s, my) => !PageSwapCache(s, my), 'out_page'),
  }),
);

/** 31c4a3d3a0f in 2.6.36-rc5, in place of the other. */
export const check_entry = patch('mm: further fix swapin race condition').in(
  do_swap_page,
  after('lock_page', {
    '!PageSwapCache(page) || page_private(page) != entry': when(
      (s, my) => s.page[my.page!]!.private !== my.entry,
      'out_page',
    ),
  }),
);

import { because, onePage } from './unreachable.ts';

/*
 * As unreachable.ts, for the releases from 5.17 on.
 */

/** Zspages of one page, from 5.19 on. */
export const onePageTried = {
  ...onePage,
  ...because(
    'zspages have one page: there is no next one',
    'lock_zspage.trylock_next',
    'lock_zspage.get_next',
    'lock_zspage.read_unlock_next',
    'lock_zspage.wait_on_next',
    'lock_zspage.put_next',
    'lock_zspage.read_lock_next',
  ),
};

/** Zspages whose first page the VM leaves alone, from 5.19 on. */
export const firstPageStays = because(
  'nobody migrates the first page, and the worker is called when zs_free has let go of it',
  'lock_zspage.get_page',
  'lock_zspage.read_unlock_to_wait',
  'lock_zspage.wait_on_page_locked',
  'lock_zspage.put_page',
);

/** As `roomForOne`, in 5.17 to 6.3. */
export const roomForOneUnpinned = because(
  'with two objects a zspage, source and target have one each, for which there is room',
  'zs_compact.no_space',
  'zs_compact.putback_dst_full',
  'zs_compact.write_unlock_dst_full',
  'zs_compact.write_unlock_src',
);

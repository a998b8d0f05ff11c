import { because } from './because.ts';
import { onePage } from './unreachable.ts';
import { onePageFreed, sourceGetsEmpty, twoWithRoom } from './untakenWays.ts';

/*
 * As unreachable.ts, for the releases from 5.17 on.
 */

/** Zspages of one page, from 5.19 on. */
export const onePageTried = {
  ...onePage,
  ...onePageFreed,
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
  'zs_compact.rwlock_is_contended',
  'zs_compact.write_unlock_src',
);

/** Of zs_compact from 6.4 on, with two objects a zspage; it takes its target first, which is the zspage of the VM's page. */
export const oneSource = {
  ...twoWithRoom,
  ...sourceGetsEmpty,
  ...because(
    'with two objects a zspage, a target is full when it has got the one of a source',
    'zs_compact.if_dst: jumps',
    'zs_compact.find_alloced_obj: jumps',
    'zs_compact.zspage_full: jumps',
    'zs_compact.if_dst_full: branch 2',
  ),
  ...because(
    'the zspage that zs_compact frees is not the one whose page the VM has locked',
    'zs_compact.free_zspage.trylock_zspage.trylock_page: falls',
    'zs_compact.free_zspage.if_locked: falls',
  ),
};

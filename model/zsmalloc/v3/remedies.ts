import { after, goto, patch, remove, replace, unless, when } from '../../language/index.ts';
import { spin_unlock } from '../../primitives/index.ts';
import type { Compaction } from '../compactionLists.ts';
import { head_of, list_empty } from '../fullnessList.ts';
import { class_lock, type HasZspage, zspage_of } from '../rows.ts';
import type { Zs } from '../zs.ts';
import { zs_compact, zspage_full } from '../zsCompact.ts';
import { zs_page_isolate } from '../zsPageIsolate.ts';
import { has_src, next_obj, refactor_zs_compact, zspage_empty } from './compaction.ts';

/*
 * What v4 did about v3's compaction and the isolation of a page, one thing at a time; nobody posted them so.
 */

/** The only zspage of a list without list_head is linked to itself. */
const off_list = (s: Zs, my: HasZspage) => {
  const zspage = zspage_of(s, my);
  return list_empty(s, my.zspage) && head_of(s, zspage.fullness) !== my.zspage;
};

/** zs_page_isolate() leaves a zspage alone that is on no list. */
export const check_list = patch('zsmalloc: do not isolate a zspage that is on no list').in(
  zs_page_isolate,
  after('spin_trylock', { list_empty: when(off_list, 'spin_unlock_off_list') }),
  after('return_true', {
    isolated: goto('return'),
    spin_unlock_off_list: spin_unlock(class_lock),
  }),
);

/** set_zspage_mapping(class, ZS_EMPTY), as putback_zspage() did for the source up to 4.7. */
const set_zspage_mapping = (s: Zs, my: Compaction) => {
  s.zspage[my.src!]!.fullness = 'ZS_EMPTY';
};

/** zs_compact keeps class->lock from the isolation of its zspages until the target is back, and then frees without. */
export const compact_under_class_lock = patch(
  'zsmalloc: hold class->lock while objects are moved',
  refactor_zs_compact,
).in(
  zs_compact,
  remove('spin_unlock_to_move'),
  replace('handle_from_obj', { handle_from_obj: unless(next_obj, 'putback_dst') }),
  replace('zspage_full', { zspage_full: when(zspage_full, 'putback_dst') }),
  remove('if_dst_full'),
  remove('spin_lock_dst'),
  remove('spin_unlock_dst'),
  replace('if_src_empty', {
    if_src_empty: unless(zspage_empty, 'zs_can_compact'),
    set_zspage_mapping,
    spin_unlock_to_free: spin_unlock(class_lock),
  }),
  replace('spin_unlock', { spin_unlock: unless(has_src, 'spin_unlock_left') }),
  remove('if_left'),
  remove('spin_lock_left'),
  remove('if_src_left'),
  remove('if_dst_left'),
  remove('putback_dst_left'),
  remove('unfreeze_dst_left'),
);

const SetZsPageIsolate = (s: Zs, my: HasZspage) => {
  zspage_of(s, my).isolated = 1;
};

/** Chulmin Kim's theory of 6 April 2016, taken at its word: an isolated zspage stays on its list. */
export const keep_on_list = patch('zsmalloc: do not unlink an isolated zspage').in(
  zs_page_isolate,
  replace('remove_zspage', {
    SetZsPageIsolate,
  }),
);

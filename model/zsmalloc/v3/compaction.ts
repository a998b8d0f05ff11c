import { call, goto, oneStep, type Ptr, patch, remove, replace, unless, when } from '../../language/index.ts';
import { type Current, spin_lock, spin_unlock, VM_BUG_ON } from '../../primitives/index.ts';
import {
  type Compaction,
  putback as putbackZspage,
  source_groups,
  take_head,
  target_groups,
} from '../compactionLists.ts';
import { first_page_of } from '../firstPage.ts';
import { freeze_zspage, handle_from_obj, unfreeze_zspage } from '../freeze.ts';
import { list_empty, pageLists } from '../fullnessList.ts';
import { record_pinned_obj } from '../keepPinBit.ts';
import { load_meta, type MetaWord, metaWord, store_meta } from '../metaWord.ts';
import { free_chunk, obj_to_location, page_of_obj, take_chunk } from '../object.ts';
import { class_lock, class_of, type Fullness } from '../rows.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { zs_can_compact, zs_compact, zspage_full } from '../zsCompact.ts';
import { free_zspage, zs_free, zs_stat_dec } from '../zsFree.ts';

type Compactor = Compaction & MetaWord & Current;

/** putback_zspage() with the asserts of 13/16, which hold without them as long as there is no other isolation. */
function putback(s: Zs, row: Ptr<'zspage'> & number): void {
  const zspage = s.zspage[row]!;
  VM_BUG_ON(!list_empty(s, row), '!list_empty(&first_page->lru)');
  VM_BUG_ON(zspage.isolated > 0, 'ZsPageIsolate(first_page)');
  putbackZspage(s, row, pageLists);
}

/** Takes the first zspage whose objects can all be pinned; tries the head of each list once. */
function isolate_frozen(s: Zs, my: Compactor, groups: readonly Fullness[]): Ptr<'zspage'> {
  for (const group of groups) {
    const zspage = take_head(s, [group], pageLists);
    if (zspage === null) continue;
    if (freeze_zspage(s, my, zspage) !== null) return zspage;
    putback(s, zspage);
  }
  return null;
}

/** The next object of the source: all of them are pinned. */
export const next_obj = (s: Zs, my: Compactor) => {
  my.handle = null;
  while (my.handle === null && my.index < class_of(s).objs_per_zspage) {
    my.handle = handle_from_obj(s, my.src, my.index);
    my.index++;
  }
  return my.handle !== null;
};

export const zspage_empty = (s: Zs, my: Compactor) => s.zspage[my.src!]!.inuse === 0;

const putback_dst = (s: Zs, my: Compactor) => putback(s, my.dst!);
const unfreeze_dst = (s: Zs, my: Compactor) => {
  unfreeze_zspage(s, my, my.dst, class_of(s).objs_per_zspage);
  my.dst = null;
};
export const has_src = (_s: Zs, my: Compactor) => my.src !== null;
const has_dst = (_s: Zs, my: Compactor) => my.dst !== null;
const has_zspages = (s: Zs, my: Compactor) => has_src(s, my) || has_dst(s, my);
const lock_class = spin_lock(class_lock);
const unlock_class = spin_unlock(class_lock);

/**
 * v3 12/16 of March 2016: the zspages are off their lists and their objects pinned, and so, the patch says, objects can
 * be moved and zspages freed without class->lock.
 */
export const refactor_zs_compact = patch('zsmalloc: zs_compact refactoring')
  .locals(zs_compact, metaWord)
  .in(
    zs_compact,
    remove('zs_can_compact'),
    replace('isolate_source_page', {
      zs_can_compact: unless(zs_can_compact, 'spin_unlock'),
      isolate_source_page: oneStep(
        why.lists,
        unless((s, my) => {
          my.src ??= isolate_frozen(s, my, source_groups);
          return my.src !== null;
        }, 'spin_unlock'),
      ),
    }),
    replace('isolate_target_page', {
      isolate_target_page: oneStep(
        why.lists,
        unless((s, my) => {
          my.dst ??= isolate_frozen(s, my, target_groups);
          my.index = 0;
          return my.dst !== null;
        }, 'spin_unlock'),
      ),
      spin_unlock_to_move: unlock_class,
    }),
    replace('find_alloced_obj', { handle_from_obj: unless(next_obj, 'if_dst_full') }),
    replace('zspage_full', { zspage_full: when(zspage_full, 'if_dst_full') }),
    replace('obj_malloc', {
      handle_to_obj: (s, my) => {
        obj_to_location(s, my);
        load_meta(my, s.zspage[my.dst!]!);
      },
      /** obj_malloc(dst): the header of the chunk that the loaded word says, and what the word will be. */
      obj_malloc: (s, my) => {
        my.new_idx = my.meta_freeobj;
        my.new_page = page_of_obj(s, first_page_of(my.dst), my.new_idx);
        my.meta_freeobj = take_chunk(s, first_page_of(my.dst), my.new_idx, my.handle);
        my.meta_inuse++;
      },
      obj_malloc_store: (s, my) => store_meta(my, s.zspage[my.dst!]!),
    }),
    replace('record_obj', { record_obj: record_pinned_obj }),
    replace('unpin_tag', { obj_free_load: (s, my) => load_meta(my, s.zspage[my.src!]!) }),
    replace('obj_free', {
      obj_free: (s, my) => {
        free_chunk(s, my, my.meta_freeobj);
        my.meta_freeobj = my.obj_idx;
        my.meta_inuse--;
      },
      obj_free_store: goto('handle_from_obj', (s, my) => store_meta(my, s.zspage[my.src!]!)),
    }),
    replace('unpin_tag_full', {
      if_dst_full: unless(zspage_full, 'if_src_empty'),
      spin_lock_dst: lock_class,
    }),
    replace('putback_dst', { unfreeze_dst, spin_unlock_dst: unlock_class }),
    replace('putback_dst_full', { putback_dst }),
    replace('putback_src', { if_src_empty: unless(zspage_empty, 'spin_lock') }),
    remove('zs_stat_dec'),
    replace('resched', {
      spin_lock_stat: lock_class,
      zs_stat_dec,
      spin_unlock_stat: goto('spin_lock', (s, my) => {
        unlock_class(s, my);
        my.src = null;
      }),
    }),
    remove('putback_src_unused'),
    replace('spin_unlock', {
      spin_unlock: unlock_class,
      if_left: unless(has_zspages, 'return'),
      spin_lock_left: lock_class,
      if_src_left: unless(has_src, 'if_dst_left'),
      putback_src: oneStep(why.lists, (s, my) => putback(s, my.src!)),
      unfreeze_src: (s, my) => {
        unfreeze_zspage(s, my, my.src, class_of(s).objs_per_zspage);
        my.src = null;
      },
      if_dst_left: unless(has_dst, 'spin_unlock_left'),
      putback_dst_left: putback_dst,
      unfreeze_dst_left: unfreeze_dst,
      spin_unlock_left: unlock_class,
    }),
  )
  .in(
    zs_free,
    replace('free_zspage', {
      spin_unlock_empty: spin_unlock(class_lock),
      free_zspage: call(free_zspage),
      out: goto('unpin_tag'),
    }),
  );

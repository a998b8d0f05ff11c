import { goto, oneStep, type Ptr, replace, unless } from '../language/index.ts';
import {
  type FullnessLists,
  get_fullness_group,
  head_of,
  insert_zspage,
  remove_zspage,
} from './fullnessList.ts';
import type { Fullness, HasHandle } from './rows.ts';
import { why } from './why.ts';
import type { Zs } from './zs.ts';

/** What zs_compact keeps: the zspage it empties and the one it fills, and of the object on its way both places. */
export interface Compaction extends HasHandle {
  src: Ptr<'zspage'>;
  dst: Ptr<'zspage'>;
  /** Index of the next object of the source to look at. */
  index: number;
  page: Ptr<'page'>;
  obj_idx: number;
  new_page: Ptr<'page'>;
  new_idx: number;
}

/** remove_zspage() of the head of the first of the groups that has one. */
export function take_head(s: Zs, groups: readonly Fullness[], lists: FullnessLists): Ptr<'zspage'> {
  for (const group of groups) {
    const head = head_of(s, group);
    if (head === null) continue;
    remove_zspage(s, head, group, lists);
    return head;
  }
  return null;
}

export const source_groups = ['ZS_ALMOST_EMPTY', 'ZS_ALMOST_FULL'] as const;
export const target_groups = ['ZS_ALMOST_FULL', 'ZS_ALMOST_EMPTY'] as const;

/** putback_zspage(): on the list of the group it has now; returns that. */
export function putback(s: Zs, row: Ptr<'zspage'> & number, lists: FullnessLists): Fullness {
  const zspage = s.zspage[row]!;
  const group = get_fullness_group(s, zspage);
  insert_zspage(s, row, group, lists);
  zspage.fullness = group;
  return group;
}

/** What zs_compact does with the lists of a design. */
export const compactionOn = (lists: FullnessLists) => ({
  isolate_source_page: (s: Zs, my: Compaction) => {
    my.src = take_head(s, source_groups, lists);
    my.index = 0;
    return my.src !== null;
  },
  isolate_target_page: (s: Zs, my: Compaction) => {
    my.dst = take_head(s, target_groups, lists);
    return my.dst !== null;
  },
  putback_dst: (s: Zs, my: Compaction) => {
    putback(s, my.dst!, lists);
    my.dst = null;
  },
  /** Whether the source is empty. */
  putback_src: (s: Zs, my: Compaction) => putback(s, my.src!, lists) === 'ZS_EMPTY',
  putback_src_unused: (s: Zs, my: Compaction) => {
    putback(s, my.src!, lists);
    my.src = null;
  },
});

/** The hunks with which a patch makes zs_compact use other lists. */
export function listHunks(lists: FullnessLists) {
  const recipes = compactionOn(lists);
  const { isolate_source_page, isolate_target_page, putback_dst, putback_src, putback_src_unused } = recipes;
  return [
    replace('isolate_source_page', {
      isolate_source_page: oneStep(why.lists, unless(isolate_source_page, 'spin_unlock')),
    }),
    replace('isolate_target_page', {
      isolate_target_page: unless(isolate_target_page, 'putback_src_unused'),
    }),
    replace('putback_dst_full', {
      putback_dst_full: oneStep(why.lists, goto('isolate_target_page', putback_dst)),
    }),
    replace('putback_dst', { putback_dst: oneStep(why.lists, putback_dst) }),
    replace('putback_src', { putback_src: oneStep(why.lists, unless(putback_src, 'resched')) }),
    replace('putback_src_unused', { putback_src_unused }),
  ] as const;
}

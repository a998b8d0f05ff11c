import { call, count, goto, pointer, unless, when } from '../language/index.ts';
import { type Current, clobber, spin_lock, spin_unlock } from '../primitives/index.ts';
import { chunk_of } from './chunk.ts';
import { type Compaction, compactionOn } from './compactionLists.ts';
import { first_page_of } from './firstPage.ts';
import { pageLists } from './fullnessList.ts';
import {
  zs_object_copy as copyObject,
  obj_free as freeObject,
  obj_malloc as mallocObject,
  obj_to_location,
  page_of_obj,
} from './object.ts';
import { trypin_tag, unpin_tag } from './pin.ts';
import { class_lock, class_of, handle_of } from './rows.ts';
import { type Zs, zs } from './zs.ts';
import { free_zspage, zs_stat_dec } from './zsFree.ts';

/** zs_can_compact(): whether the free objects of the class would make up a zspage. */
export const zs_can_compact = (s: Zs) => {
  const { OBJ_ALLOCATED, OBJ_USED, objs_per_zspage } = class_of(s);
  return OBJ_ALLOCATED - OBJ_USED >= objs_per_zspage;
};

/** find_alloced_obj(): the next object of the source that can be pinned. */
const find_alloced_obj = (s: Zs, my: Compaction & Current) => {
  const { objs_per_zspage } = class_of(s);
  while (my.index < objs_per_zspage) {
    const page = page_of_obj(s, first_page_of(my.src), my.index);
    const { head } = chunk_of(s.page[page!]!, my.index);
    my.index++;
    if (head === null) continue;
    my.handle = head;
    if (trypin_tag(s, my)) return true;
  }
  my.handle = null;
  return false;
};

export const zspage_full = (s: Zs, my: Compaction) =>
  s.zspage[my.dst!]!.inuse === class_of(s).objs_per_zspage;

const obj_malloc = (s: Zs, my: Compaction) => {
  obj_to_location(s, my);
  my.new_idx = mallocObject(s, my.dst!, first_page_of(my.dst), my.handle);
  my.new_page = page_of_obj(s, first_page_of(my.dst), my.new_idx);
};

/** `record_obj(handle, free_obj);`: a plain store of the word, in which HANDLE_PIN_BIT is clear. */
const record_obj = (s: Zs, my: Compaction & Current) => {
  const handle = handle_of(s, my);
  handle.obj.page = my.new_page;
  handle.obj.obj_idx = my.new_idx;
  clobber(handle.pin, my);
};

const obj_free = (s: Zs, my: Compaction) => {
  freeObject(s, my.src!, my);
  my.handle = null;
};

const { isolate_source_page, isolate_target_page, putback_dst, putback_src, putback_src_unused } =
  compactionOn(pageLists);

/** Moves the objects of sparsely used zspages together, and frees the ones that become empty. */
export const zs_compact = zs.fn(
  'zs_compact',
  'mm/zsmalloc.c v4.4: __zs_compact, migrate_zspage',
  {},
  {
    src: pointer('zspage'),
    dst: pointer('zspage'),
    handle: pointer('handle'),
    index: count(2),
    page: pointer('page'),
    obj_idx: count(1),
    new_page: pointer('page'),
    new_idx: count(1),
  },
  {
    spin_lock: spin_lock(class_lock),
    isolate_source_page: unless(isolate_source_page, 'spin_unlock'),
    zs_can_compact: unless(zs_can_compact, 'putback_src_unused'),
    isolate_target_page: unless(isolate_target_page, 'putback_src_unused'),
    find_alloced_obj: unless(find_alloced_obj, 'putback_dst'),
    zspage_full: when(zspage_full, 'unpin_tag_full'),
    obj_malloc,
    zs_object_copy: (s, my) => copyObject(s, { page: my.new_page, obj_idx: my.new_idx }, my),
    record_obj,
    unpin_tag,
    obj_free: goto('find_alloced_obj', obj_free),
    /** The target has no room for the object; the next target gets it. */
    unpin_tag_full: (s, my) => {
      unpin_tag(s, my);
      my.handle = null;
      my.index--;
    },
    putback_dst_full: goto('isolate_target_page', putback_dst),
    putback_dst,
    putback_src: unless(putback_src, 'resched'),
    zs_stat_dec,
    free_zspage: call(free_zspage, { zspage: 'src' }),
    resched: goto('spin_lock', spin_unlock(class_lock)),
    putback_src_unused,
    spin_unlock: spin_unlock(class_lock),
  },
);

/** The shrinker asks how much there is to win before it compacts: it loads both counts of the class without its lock. */
export const zs_shrinker_scan = zs.fn(
  'zs_shrinker_scan',
  'mm/zsmalloc.c v4.4: with zs_shrinker_count',
  {},
  { obj_allocated: count(10) },
  {
    zs_shrinker_count: (s, my) => {
      my.obj_allocated = class_of(s).OBJ_ALLOCATED;
    },
    obj_wasted: unless((s, my) => {
      const wasted = my.obj_allocated - class_of(s).OBJ_USED;
      my.obj_allocated = 0;
      return wasted >= class_of(s).objs_per_zspage;
    }, 'return'),
    zs_compact: call(zs_compact),
  },
);

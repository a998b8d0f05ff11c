import { after, either, goto, on, remove, replace, unless, when } from '../../language/index.ts';
import { type Current, spin_lock, spin_unlock, write_lock, write_unlock } from '../../primitives/index.ts';
import { chunk_of } from '../chunk.ts';
import { type Compaction, putback } from '../compactionLists.ts';
import { page_of_obj } from '../object.ts';
import { class_lock, class_of, handle_of, pool_of } from '../rows.ts';
import type { Zs } from '../zs.ts';
import { zspage_full } from '../zsCompact.ts';
import { plainLists } from './removeIsolation.ts';

const migrate_lock = (s: Zs) => pool_of(s).migrate_lock;
export const src_lock = (s: Zs, my: Compaction) => s.zspage[my.src!]!.lock;
export const dst_lock = (s: Zs, my: Compaction) => s.zspage[my.dst!]!.lock;
const unlock_src = write_unlock(src_lock);
const unlock_dst = write_unlock(dst_lock);

/** find_alloced_obj(): the next object of the source, which nobody can have pinned. */
export const find_alloced_obj = (s: Zs, my: Compaction) => {
  const { first_page } = s.zspage[my.src!]!;
  while (my.index < class_of(s).objs_per_zspage) {
    my.handle = chunk_of(s.page[page_of_obj(s, first_page, my.index)!]!, my.index).head;
    my.index++;
    if (my.handle !== null) return true;
  }
  return false;
};

/** -ENOMEM: the next target gets the object. */
const no_space = (_s: Zs, my: Compaction) => {
  my.handle = null;
  my.index--;
};

export const record_obj = (s: Zs, my: Compaction) => {
  const { obj } = handle_of(s, my);
  obj.page = my.new_page;
  obj.obj_idx = my.new_idx;
};

const putback_dst = (s: Zs, my: Compaction) => putback(s, my.dst!, plainLists);
const write_unlock_dst = (s: Zs, my: Compaction & Current) => {
  unlock_dst(s, my);
  my.dst = null;
};
const putback_src = (s: Zs, my: Compaction) => putback(s, my.src!, plainLists) === 'ZS_EMPTY';
const putback_src_unused = (s: Zs, my: Compaction) => putback(s, my.src!, plainLists);
const write_unlock_src_unused = (s: Zs, my: Compaction & Current) => {
  unlock_src(s, my);
  my.src = null;
};

/** `if (rwlock_is_contended(&pool->migrate_lock))`: somebody else may be spinning for it, or nobody, at any time here. */
export const rwlock_is_contended = () => true;
const not_contended = () => true;
/** Ends compaction where somebody else spins for its lock. */
export const breakWhere = (is_contended: () => boolean) =>
  either(on(is_contended, goto('putback_src_unused')), on(not_contended, goto('isolate_target_page')));

/** b475d42d2c43 in __zs_compact: source and target are locked for write, objects not one by one. */
export const compaction_hunks = [
  replace('spin_lock', { write_lock_pool: write_lock(migrate_lock), spin_lock: spin_lock(class_lock) }),
  after('isolate_source_page', { write_lock_src: write_lock(src_lock) }),
  after('isolate_target_page', { write_lock_dst: write_lock(dst_lock) }),
  replace('find_alloced_obj', { find_alloced_obj: unless(find_alloced_obj, 'putback_dst') }),
  replace('zspage_full', { zspage_full: when(zspage_full, 'no_space') }),
  replace('record_obj', { record_obj }),
  remove('unpin_tag'),
  replace('unpin_tag_full', { no_space }),
  replace('putback_dst_full', {
    putback_dst_full: putback_dst,
    write_unlock_dst_full: write_unlock_dst,
    rwlock_is_contended: breakWhere(rwlock_is_contended),
  }),
  replace('putback_dst', { putback_dst, write_unlock_dst }),
  replace('putback_src', {
    putback_src: unless(putback_src, 'write_unlock_src'),
    write_unlock_src_empty: unlock_src,
  }),
  replace('resched', {
    resched: spin_unlock(class_lock),
    write_unlock_resched: goto('write_lock_pool', write_unlock(migrate_lock)),
    write_unlock_src: goto('resched', unlock_src),
  }),
  replace('putback_src_unused', { putback_src_unused, write_unlock_src_unused }),
  after('spin_unlock', { write_unlock_pool: write_unlock(migrate_lock) }),
] as const;

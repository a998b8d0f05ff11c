import {
  after,
  before,
  either,
  goto,
  on,
  oneStep,
  patch,
  remove,
  replace,
  unless,
  when,
} from '../../language/index.ts';
import { type Current, write_lock, write_unlock } from '../../primitives/index.ts';
import { type Compaction, compactionOn, putback } from '../compactionLists.ts';
import { obj_free as freeObject } from '../object.ts';
import { dst_lock, find_alloced_obj, src_lock } from '../v5_17/compaction.ts';
import { add_migrate_lock } from '../v5_17/migrateLock.ts';
import { plainLists } from '../v5_17/removeIsolation.ts';
import { consolidate_locks, spin_is_contended } from '../v6_2/poolLock.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { zs_can_compact, zs_compact, zspage_full } from '../zsCompact.ts';

const { isolate_source_page, isolate_target_page } = compactionOn(plainLists);
const has_dst = (_s: Zs, my: Compaction) => my.dst !== null;
const not_full = (s: Zs, my: Compaction) => !zspage_full(s, my);
/** `if (get_fullness_group(class, dst_zspage) == ZS_FULL || is_contended)`: a target that is full is put back in any case. */
export const unlessFullOr = (is_contended: () => boolean) =>
  either(on(is_contended), on(not_full, goto('zs_can_compact')));

const obj_free = (s: Zs, my: Compaction) => {
  freeObject(s, my.src!, my);
  my.handle = null;
};

/** putback_zspage(); whether the source is empty. */
const putback_src = (s: Zs, my: Compaction) => putback(s, my.src!, plainLists) === 'ZS_EMPTY';
const unlock_src = write_unlock(src_lock);
const write_unlock_src = (s: Zs, my: Compaction & Current) => {
  unlock_src(s, my);
  my.src = null;
};
export const forget_src = (_s: Zs, my: Compaction) => {
  my.src = null;
};

export const putback_dst = (s: Zs, my: Compaction) => putback(s, my.dst!, plainLists);
const unlock_dst = write_unlock(dst_lock);
const write_unlock_dst = (s: Zs, my: Compaction & Current) => {
  unlock_dst(s, my);
  my.dst = null;
};

/**
 * In 6.4, with what f7ddb6125683 repaired: the target stays the target from source to source until it is full, or until
 * somebody else spins for the lock, which may be any time here.
 */
export const rework_compaction = patch(
  'zsmalloc: rework compaction algorithm',
  add_migrate_lock,
  consolidate_locks,
).in(
  zs_compact,
  remove('isolate_source_page'),
  remove('write_lock_src'),
  replace('zs_can_compact', {
    zs_can_compact: unless(zs_can_compact, 'if_dst_left'),
    if_dst: when(has_dst, 'isolate_source_page'),
  }),
  replace('isolate_target_page', {
    isolate_target_page: oneStep(why.lists, unless(isolate_target_page, 'spin_unlock')),
  }),
  after('write_lock_dst', {
    isolate_source_page: unless(isolate_source_page, 'if_dst_left'),
    write_lock_src: write_lock(src_lock),
  }),
  replace('find_alloced_obj', { find_alloced_obj: unless(find_alloced_obj, 'putback_src') }),
  remove('zspage_full'),
  replace('obj_free', { obj_free, zspage_full: unless(zspage_full, 'find_alloced_obj') }),
  remove('no_space'),
  remove('putback_dst_full'),
  remove('write_unlock_dst_full'),
  remove('spin_is_contended'),
  remove('putback_dst'),
  remove('write_unlock_dst'),
  remove('write_unlock_src'),
  replace('putback_src', { putback_src: unless(putback_src, 'write_unlock_src') }),
  remove('putback_src_unused'),
  remove('write_unlock_src_unused'),
  before('resched', {
    forget_src: goto('if_dst_full', forget_src),
    write_unlock_src,
    if_dst_full: unlessFullOr(spin_is_contended),
    putback_dst,
    write_unlock_dst,
  }),
  after('resched', {
    if_dst_left: unless(has_dst, 'spin_unlock'),
    putback_dst_left: putback_dst,
    write_unlock_dst_left: write_unlock_dst,
  }),
);

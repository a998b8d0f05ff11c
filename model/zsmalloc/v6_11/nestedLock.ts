import { patch, remove, replace, unless } from '../../language/index.ts';
import { write_unlock } from '../../primitives/index.ts';
import { type Compaction, putback } from '../compactionLists.ts';
import { find_alloced_obj, src_lock } from '../v5_17/compaction.ts';
import { add_migrate_lock } from '../v5_17/migrateLock.ts';
import { plainLists } from '../v5_17/removeIsolation.ts';
import { forget_src, putback_dst, rework_compaction } from '../v6_5/compaction.ts';
import type { Zs } from '../zs.ts';
import { zs_compact } from '../zsCompact.ts';

const put_dst = (s: Zs, my: Compaction) => {
  putback_dst(s, my);
  my.dst = null;
};

/** putback_zspage() of a source that nobody has locked any more; whether it is empty. */
const putback_src = (s: Zs, my: Compaction) => {
  if (putback(s, my.src!, plainLists) === 'ZS_EMPTY') return true;
  my.src = null;
  return false;
};

/**
 * 59def443c994 in 6.9: objects are added to the target, which disturbs nobody who has one of its objects mapped; and
 * what putback_zspage() changes of the source is under pool->lock, so that the source is unlocked before.
 */
export const remove_nested_lock = patch(
  'mm/zsmalloc: remove migrate_write_lock_nested()',
  add_migrate_lock,
  rework_compaction,
).in(
  zs_compact,
  remove('write_lock_dst'),
  replace('find_alloced_obj', { find_alloced_obj: unless(find_alloced_obj, 'write_unlock_src') }),
  remove('write_unlock_src'),
  replace('putback_src', {
    write_unlock_src: write_unlock(src_lock),
    putback_src: unless(putback_src, 'if_dst_full'),
  }),
  remove('write_unlock_src_empty'),
  replace('forget_src', { forget_src }),
  remove('write_unlock_dst'),
  replace('putback_dst', { putback_dst: put_dst }),
  remove('write_unlock_dst_left'),
  replace('putback_dst_left', { putback_dst_left: put_dst }),
);

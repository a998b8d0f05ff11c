import { patch, remove } from '../../language/index.ts';
import { zs_free } from '../zsFree.ts';
import { refactor_zs_compact } from './compaction.ts';

/** Not a patch that was posted: v3 with the zspage freed as 4.7 does it, before class->lock is given up. */
export const free_under_class_lock = patch(
  'zsmalloc: free the zspage under class->lock',
  refactor_zs_compact,
).in(zs_free, remove('spin_unlock_empty'), remove('out'));

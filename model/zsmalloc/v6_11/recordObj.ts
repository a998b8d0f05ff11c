import { patch, remove, replace } from '../../language/index.ts';
import type { Compaction } from '../compactionLists.ts';
import type { HasHandle, HasObject, HasZspage } from '../rows.ts';
import { introduce_zspage, obj_malloc as mallocObj, obj_malloc_dst } from '../v4/introduceZspage.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { record_obj as recordDst } from '../v5_17/compaction.ts';
import { add_migrate_lock } from '../v5_17/migrateLock.ts';
import type { Zs } from '../zs.ts';
import { zs_compact } from '../zsCompact.ts';
import { record_obj, zs_malloc } from '../zsMalloc.ts';

const obj_malloc = (s: Zs, my: HasHandle & HasObject & HasZspage) => {
  mallocObj(s, my);
  record_obj(s, my);
};
const obj_malloc_and_record = (s: Zs, my: Compaction) => {
  obj_malloc_dst(s, my);
  recordDst(s, my);
};

/** In 6.11: a handle says where its object is before the object is copied there, all under the lock of the class. */
export const move_record_obj = patch(
  'mm/zsmalloc: move record_obj() into obj_malloc()',
  introduce_zspage,
  page_migration_v4,
  add_migrate_lock,
)
  .in(
    zs_malloc,
    replace('obj_malloc', { obj_malloc }),
    remove('record_obj'),
    replace('obj_malloc_new', { obj_malloc_new: obj_malloc }),
    remove('record_obj_new'),
  )
  .in(zs_compact, replace('obj_malloc', { obj_malloc: obj_malloc_and_record }), remove('record_obj'));

import { split_unmap_and_move } from '../migration/migratePagesBatch.ts';
import { movable_operations } from '../migration/movableOperations.ts';
import { remove_page_movable } from '../migration/movableOpsPage.ts';
import { support_non_lru } from '../migration/nonLruMigration.ts';
import { keep_pin_bit } from './keepPinBit.ts';
import { refactor_zs_compact } from './v3/compaction.ts';
import { migrate_head_page } from './v3/migration.ts';
import { use_bit_spin_lock } from './v4/bitSpinLock.ts';
import { introduce_zspage } from './v4/introduceZspage.ts';
import { page_migration_v4 } from './v4/pageMigration.ts';
import { page_migration_merged } from './v4_8/pageMigration.ts';
import { migrate_empty } from './v4_14/migrateEmpty.ts';
import { drain_isolated } from './v5_3/drainIsolated.ts';
import { free_empty_after_migration } from './v5_3/putbackDeferred.ts';
import { huge_in_zspage } from './v5_17/hugeInZspage.ts';
import { add_migrate_lock } from './v5_17/migrateLock.ts';
import { remove_zspage_isolation } from './v5_17/removeIsolation.ts';
import { fix_async_free } from './v5_19/lockZspage.ts';
import { without_inode } from './v6_2/movableOperations.ts';
import { consolidate_locks } from './v6_2/poolLock.ts';
import { rework_compaction } from './v6_5/compaction.ts';
import { fix_isolated } from './v6_5/fullnessAndIsolated.ts';
import { remove_page_movable_export } from './v6_5/pageMovable.ts';
import { class_lock_again } from './v6_11/classLock.ts';
import { remove_get_zspage_mapping } from './v6_11/getZspageMapping.ts';
import { remove_nested_lock } from './v6_11/nestedLock.ts';
import { move_record_obj } from './v6_11/recordObj.ts';
import { remove_isolated } from './v6_11/removeIsolated.ts';
import { object_mapping_api } from './v6_17/objectMapping.ts';
import { sleepable_reader_lock } from './v6_17/sleepableLock.ts';
import { drop_page_isolated, stop_clear_page_movable } from './v6_17/stopClearPageMovable.ts';

/** What each release, and each posted version of the migration of zspages, has on top of 4.4. */
const v4_7 = [keep_pin_bit];
const v3 = [...v4_7, refactor_zs_compact, migrate_head_page];
const struct_zspage = [...v4_7, support_non_lru, use_bit_spin_lock, introduce_zspage];
const v4 = [...struct_zspage, page_migration_v4];
const v4_8 = [...v4, page_migration_merged];
const v4_14 = [...v4_8, migrate_empty];
const v5_3 = [...v4_14, free_empty_after_migration, drain_isolated];
const v5_17 = [...v5_3, huge_in_zspage, remove_zspage_isolation, add_migrate_lock];
const v5_19 = [...v5_17, fix_async_free];
const v6_2 = [...v5_19, movable_operations, without_inode, consolidate_locks];
const v6_5 = [...v6_2, split_unmap_and_move, remove_page_movable_export, rework_compaction, fix_isolated];
const v6_11 = [
  ...v6_5,
  remove_nested_lock,
  remove_isolated,
  remove_get_zspage_mapping,
  class_lock_again,
  move_record_obj,
];
const v6_17 = [
  ...v6_11,
  sleepable_reader_lock,
  object_mapping_api,
  drop_page_isolated,
  stop_clear_page_movable,
  remove_page_movable,
];

/** The series of each release and posted version, by its name: its patches in order. */
export const releases = {
  '4.4': [],
  '4.7': v4_7,
  v3,
  /** v4 but for its last patch, which makes the pages movable. */
  '4.7+struct-zspage': struct_zspage,
  v4,
  '4.8': v4_8,
  '4.14': v4_14,
  '5.3': v5_3,
  '5.17': v5_17,
  '5.19': v5_19,
  '6.2': v6_2,
  '6.5': v6_5,
  '6.11': v6_11,
  '6.17': v6_17,
} as const;

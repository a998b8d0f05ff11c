import { after, call, goto, oneStep, patch, remove, replace, unless, when } from '../../language/index.ts';
import { spin_lock, spin_unlock, VM_BUG_ON } from '../../primitives/index.ts';
import { async_free_zspage, kick_deferred_free, take_over } from '../asyncFreeZspage.ts';
import { listHunks } from '../compactionLists.ts';
import {
  fullLists,
  get_fullness_group,
  insert_zspage as insertZspage,
  list_empty,
  remove_zspage as removeZspage,
} from '../fullnessList.ts';
import { class_lock, type HasZspage, zspage_of } from '../rows.ts';
import { SetZsPageMovable } from '../setZsPageMovable.ts';
import { introduce_zspage, obj_malloc } from '../v4/introduceZspage.ts';
import { putback_zspage } from '../v4/migrate.ts';
import { is_locked, is_zspage_isolated, page_migration_v4 } from '../v4/pageMigration.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { zs_compact } from '../zsCompact.ts';
import { fix_fullness, free_zspage, zs_free } from '../zsFree.ts';
import {
  find_get_zspage,
  fix_fullness as fix_fullness_of_new,
  record_obj,
  zs_malloc,
  zs_stat_inc,
} from '../zsMalloc.ts';
import { zs_page_isolate } from '../zsPageIsolate.ts';
import { type HasRc, zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';

const VM_BUG_ON_list = (s: Zs, my: HasZspage) => {
  const zspage = zspage_of(s, my);
  VM_BUG_ON(zspage.inuse > 0, 'get_zspage_inuse(zspage)');
  VM_BUG_ON(list_empty(s, my.zspage), 'list_empty(&zspage->list)');
};
const remove_empty = (s: Zs, my: HasZspage) => removeZspage(s, my.zspage!, 'ZS_EMPTY', fullLists);
const remove_zspage = (s: Zs, my: HasZspage) =>
  removeZspage(s, my.zspage!, zspage_of(s, my).fullness, fullLists);

/** A new zspage goes on the list of its group at once. */
const insert_zspage = (s: Zs, my: HasZspage) => {
  const zspage = zspage_of(s, my);
  zspage.fullness = get_fullness_group(s, zspage);
  insertZspage(s, my.zspage!, zspage.fullness, fullLists);
};

const return_EBUSY = (_s: Zs, my: HasRc) => {
  my.rc = '-EBUSY';
};

/** list_splice_init(&class->fullness_list[ZS_EMPTY], &free_pages) */
const list_splice_init = take_over('size_class[0].fullness_list.ZS_EMPTY');
const VM_BUG_ON_fullness = (s: Zs, my: HasZspage) =>
  VM_BUG_ON(zspage_of(s, my).fullness !== 'ZS_EMPTY', 'fullness != ZS_EMPTY');

const lock_class = spin_lock(class_lock);
const unlock_class = spin_unlock(class_lock);
/**
 * 48b4800a1c6a in 4.8, as what changed between v4 and the version that was merged: every group has a list, so that off
 * the lists means taken by somebody; and a zspage is not freed while one of its pages is isolated.
 */
export const page_migration_merged = patch(
  'zsmalloc: page migration support (v4 to v7)',
  introduce_zspage,
  page_migration_v4,
)
  .withoutLocals(free_zspage, 'page')
  .in(
    free_zspage,
    replace('VM_BUG_ON', { VM_BUG_ON: VM_BUG_ON_list }),
    replace('if_locked', { if_locked: when(is_locked, 'remove_zspage') }),
    remove('spin_lock'),
    remove('list_add'),
    remove('spin_unlock'),
    after('kick_deferred_free', { remove_zspage: oneStep(why.lists, remove_empty) }),
  )
  .in(
    zs_free,
    replace('fix_fullness_group', { fix_fullness_group: when(fix_fullness(fullLists), 'read_unlock_empty') }),
    after('read_unlock_empty', { is_zspage_isolated: when(is_zspage_isolated, 'spin_unlock') }),
  )
  .in(
    zs_malloc,
    replace('find_get_zspage', {
      find_get_zspage: unless(
        find_get_zspage(['ZS_ALMOST_FULL', 'ZS_ALMOST_EMPTY', 'ZS_EMPTY']),
        'spin_unlock_to_alloc',
      ),
    }),
    replace('fix_fullness_group', { fix_fullness_group: fix_fullness_of_new(fullLists) }),
    remove('set_zspage_mapping'),
    remove('SetZsPageMovable'),
    replace('zs_stat_inc', {
      obj_malloc_new: obj_malloc,
      insert_zspage,
      record_obj_new: record_obj,
      zs_stat_inc,
      SetZsPageMovable: call(SetZsPageMovable),
      spin_unlock_new: goto('return', unlock_class),
    }),
  )
  .in(zs_compact, ...listHunks(fullLists))
  .in(zs_page_isolate, replace('remove_zspage', { remove_zspage: oneStep(why.lists, remove_zspage) }))
  .in(
    zs_page_migrate,
    replace('return_EAGAIN', { return_EBUSY: goto('spin_unlock', return_EBUSY) }),
    replace('putback_zspage', { putback_zspage: oneStep(why.lists, putback_zspage(fullLists)) }),
  )
  .in(
    zs_page_putback,
    replace('putback_zspage', {
      putback_zspage: oneStep(why.lists, unless(putback_zspage(fullLists), 'spin_unlock')),
      schedule_work: kick_deferred_free,
    }),
  )
  .in(
    async_free_zspage,
    replace('spin_lock', { spin_lock: lock_class }),
    replace('list_splice_init', { list_splice_init }),
    replace('spin_unlock', { spin_unlock: unlock_class }),
    after('lock_zspage', { VM_BUG_ON: VM_BUG_ON_fullness, spin_lock_class: lock_class }),
    after('__free_zspage', { spin_unlock_class: unlock_class }),
  );

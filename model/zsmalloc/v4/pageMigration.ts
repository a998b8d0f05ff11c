import {
  after,
  bool,
  call,
  goto,
  oneStep,
  patch,
  remove,
  replace,
  unless,
  when,
} from '../../language/index.ts';
import {
  list_add as listAdd,
  read_lock,
  read_unlock,
  spin_lock,
  spin_unlock,
  VM_BUG_ON,
  write_lock,
  write_unlock,
} from '../../primitives/index.ts';
import { free_lock, kick_deferred_free } from '../asyncFreeZspage.ts';
import { __free_zspage, get_zspage as getZspage, trylock_zspage } from '../chain.ts';
import { list_empty, list_of, partialLists, remove_zspage as removeZspage } from '../fullnessList.ts';
import {
  class_lock,
  type HasPage,
  type HasZspage,
  page_of,
  pool_of_mapping,
  zspage_lock,
  zspage_of,
} from '../rows.ts';
import { SetZsPageMovable } from '../setZsPageMovable.ts';
import { why } from '../why.ts';
import type { Zs } from '../zs.ts';
import { zs_compact } from '../zsCompact.ts';
import { fix_fullness, free_zspage, zs_free } from '../zsFree.ts';
import { zs_malloc } from '../zsMalloc.ts';
import { zs_map_object, zs_unmap_object } from '../zsMap.ts';
import { type IsIsolated, zs_page_isolate } from '../zsPageIsolate.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';
import { introduce_zspage } from './introduceZspage.ts';
import {
  dec_zspage_isolation,
  get_zspage_inuse,
  get_zspage_isolated,
  put_page,
  putback_zspage,
  reset_page,
  return_EAGAIN,
  trypin_tags,
  unpin_tags,
} from './migrate.ts';
import { chain, replace_sub_page_labels } from './replaceSubPage.ts';

interface IsLocked {
  locked: boolean;
}
export const is_locked = (_s: Zs, my: IsLocked) => my.locked;

/** list_add(&zspage->list, &pool->free_zspage) */
const add_to_free = listAdd(
  (_s: Zs, my: HasZspage) => list_of(my.zspage),
  () => 'pool[0].free_zspage',
);
const list_add = (s: Zs, my: HasZspage) => {
  VM_BUG_ON(!list_empty(s, my.zspage), '!list_empty(&zspage->list)');
  add_to_free(s, my);
};

/** The asserts, and the zspage and the pool behind the page. */
const get_zspage = (s: Zs, my: HasPage & HasZspage) => {
  const page = page_of(s, my);
  VM_BUG_ON(page.mapping === null, '!PageMovable(page)');
  VM_BUG_ON(page.PG_isolated, 'PageIsolated(page)');
  my.zspage = getZspage(s, page);
  pool_of_mapping(s, page);
};

export const is_zspage_isolated = (s: Zs, my: HasZspage) => zspage_of(s, my).isolated > 0;
/** `list_empty(&zspage->list) && !is_zspage_isolated(zspage)`: a zspage off its list is taken for zs_compact's. */
const owned_by_compaction = (s: Zs, my: HasZspage) => list_empty(s, my.zspage) && !is_zspage_isolated(s, my);
const remove_zspage = (s: Zs, my: HasZspage) =>
  removeZspage(s, my.zspage!, zspage_of(s, my).fullness, partialLists);
const inc_zspage_isolation = (s: Zs, my: HasZspage & IsIsolated) => {
  zspage_of(s, my).isolated++;
  my.isolated = true;
};

const migrate_read_lock = read_lock(zspage_lock);
const migrate_read_unlock = read_unlock(zspage_lock);

/**
 * v4 11/12 of April 2016: zspage->lock holds the pages of a zspage still, a count says how many of them are isolated,
 * and a zspage is freed with all its pages locked, by a worker where one of them is locked already.
 */
export const page_migration_v4 = patch('zsmalloc: page migration support', introduce_zspage)
  .locals(free_zspage, { locked: bool() })
  .locals(zs_page_migrate, chain)
  .withoutLocals(free_zspage, 'next')
  .withoutLocals(zs_page_migrate, 'freezed')
  .withoutLocals(zs_page_putback, 'meta_freeobj', 'meta_inuse', 'meta_fullness')
  .in(
    free_zspage,
    replace('reset_page', {
      trylock_zspage: call(trylock_zspage, { locked: 'locked' }),
      if_locked: when(is_locked, '__free_zspage'),
    }),
    replace('__free_page', {
      spin_lock: spin_lock(free_lock),
      list_add,
      spin_unlock: spin_unlock(free_lock),
      kick_deferred_free: goto('return', kick_deferred_free),
    }),
    replace('cache_free_zspage', { __free_zspage: call(__free_zspage) }),
  )
  .in(
    zs_free,
    after('handle_to_obj', { migrate_read_lock }),
    replace('fix_fullness_group', {
      fix_fullness_group: when(fix_fullness(partialLists), 'read_unlock_empty'),
    }),
    replace('zs_stat_dec', {
      migrate_read_unlock: goto('spin_unlock', migrate_read_unlock),
      read_unlock_empty: migrate_read_unlock,
    }),
  )
  .in(zs_map_object, after('handle_to_obj', { migrate_read_lock }))
  .in(zs_unmap_object, after('put_cpu_var', { migrate_read_unlock }))
  .in(zs_malloc, after('set_zspage_mapping', { SetZsPageMovable: call(SetZsPageMovable) }))
  .in(zs_compact, remove('zs_stat_dec'))
  .in(
    zs_page_isolate,
    replace('get_zspage_mapping', { get_zspage }),
    replace('spin_trylock', {
      spin_lock: spin_lock(class_lock),
      get_zspage_inuse: unless(get_zspage_inuse, 'spin_unlock'),
      list_empty: when(owned_by_compaction, 'spin_unlock'),
      is_zspage_isolated: when(is_zspage_isolated, 'inc_zspage_isolation'),
    }),
    replace('remove_zspage', { remove_zspage: oneStep(why.lists, remove_zspage) }),
    replace('SetPageIsolated', { inc_zspage_isolation }),
    remove('return_true'),
  )
  .in(
    zs_page_migrate,
    replace('get_zspage_mapping', { get_zspage: get_zspage_isolated, write_lock: write_lock(zspage_lock) }),
    replace('spin_trylock', { spin_lock: spin_lock(class_lock) }),
    replace('get_zspage_inuse', { get_zspage_inuse: when(get_zspage_inuse, 'trypin_tag') }),
    replace('freeze_zspage', {
      return_EAGAIN: goto('spin_unlock', return_EAGAIN),
      trypin_tag: oneStep(why.try_pins, unless(trypin_tags, 'spin_unlock')),
    }),
    replace('replace_sub_page', replace_sub_page_labels),
    remove('VM_BUG_ON'),
    replace('ClearZsPageIsolate', { dec_zspage_isolation: unless(dec_zspage_isolation, 'reset_page') }),
    replace('putback_zspage', { putback_zspage: oneStep(why.lists, putback_zspage(partialLists)) }),
    remove('insert_zspage'),
    remove('set_zspage_mapping'),
    remove('ClearPageIsolated'),
    remove('reset_PageIsolated'),
    remove('ClearPageMovable'),
    replace('reset_page', { reset_page }),
    replace('put_page', { put_page: oneStep(why.put_page, put_page) }),
    replace('unfreeze_zspage', { unpin_tag: oneStep(why.try_pins, unpin_tags) }),
    after('spin_unlock', { write_unlock: write_unlock(zspage_lock) }),
  )
  .in(
    zs_page_putback,
    replace('get_zspage_mapping', { get_zspage: get_zspage_isolated }),
    remove('INIT_LIST_HEAD'),
    replace('ClearPageIsolated', { dec_zspage_isolation: unless(dec_zspage_isolation, 'spin_unlock') }),
    remove('ClearZsPageIsolate'),
    replace('putback_zspage', { putback_zspage: oneStep(why.lists, putback_zspage(partialLists)) }),
    remove('insert_zspage'),
    remove('set_zspage_mapping'),
    remove('set_zspage_mapping_store'),
  );

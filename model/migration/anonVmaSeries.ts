import {
  after,
  bool,
  call,
  goto,
  oneOf,
  patch,
  pointer,
  remove,
  replace,
  unless,
  when,
} from '../language/index.ts';
import {
  atomic_inc,
  rcu_read_unlock,
  spin_lock,
  spin_unlock,
  unless_dec_and_lock,
} from '../primitives/index.ts';
import { anon_vma_free, anon_vma_prepare, is_empty, list_empty, unlink_anon_vmas } from '../rmap/anonVma.ts';
import type { Mm } from '../rmap/mm.ts';
import { page_lock_anon_vma, page_unlock_anon_vma } from '../rmap/pageLockAnonVma.ts';
import { drop_anon_vma, page_get_anon_vma, put_anon_vma } from '../rmap/references.ts';
import {
  anon_vma_lock,
  anon_vma_of,
  type HasPage,
  has_anon_vma,
  page_mapped,
  page_of,
} from '../rmap/rows.ts';
import { ksm_drop_anon_vma, try_to_merge_with_ksm_page } from './ksm.ts';
import { failed, type HasRc, move_to_new_page, unmap_and_move } from './unmapAndMove.ts';

/** `if (!atomic_dec_and_lock(&anon_vma->…_refcount, &anon_vma->lock)) goto label;` */
const dec_and_lock = <const G extends string>(refcount: `${'migrate' | 'external'}_refcount`, label: G) =>
  unless_dec_and_lock(anon_vma_of, refcount, anon_vma_lock, label);

/** 3f6c82728f4 in 2.6.35; patch 1 of the -mm series of April 2010. */
export const take_reference = patch('mm: migration: take a reference to the anon_vma before migrating')
  .locals(unmap_and_move, { anon_vma: pointer('anon_vma'), empty: bool() })
  .in(
    unmap_and_move,
    after('rcu_read_lock', {
      page_anon_vma: (s, my) => {
        my.anon_vma = page_of(s, my).mapping;
      },
      atomic_inc: atomic_inc(anon_vma_of, 'migrate_refcount'),
    }),
    replace('rcu_unlock', {
      rcu_unlock: unless(has_anon_vma, 'rcu_read_unlock'),
      atomic_dec_and_lock: dec_and_lock('migrate_refcount', 'rcu_read_unlock'),
      list_empty,
      spin_unlock: spin_unlock(anon_vma_lock),
      empty: unless(is_empty, 'rcu_read_unlock'),
      anon_vma_free,
      rcu_read_unlock,
    }),
  )
  .in(
    unlink_anon_vmas,
    after('ksm_refcount', {
      /** `&& !migrate_refcount(anon_vma)`: read without anything that holds it still. */
      migrate_refcount: (s, my) => {
        my.empty = my.empty && anon_vma_of(s, my).migrate_refcount === 0;
      },
    }),
  );

/** 67b9509b2c6 in 2.6.35; patch 2 of the -mm series of April 2010. */
export const skip_unmapped = patch('mm: migration: do not try to migrate unmapped anonymous pages').in(
  unmap_and_move,
  after('rcu_read_lock', { page_mapped: unless(page_mapped, 'rcu_unlock') }),
);

/** 7f60c214fd3 in 2.6.35; patch 3 of the -mm series of April 2010. */
export const share_refcount = patch(
  'mm: migration: share the anon_vma ref counts between KSM and page migration',
  take_reference,
)
  .in(
    unmap_and_move,
    replace('atomic_inc', { atomic_inc: atomic_inc(anon_vma_of, 'external_refcount') }),
    replace('atomic_dec_and_lock', {
      atomic_dec_and_lock: dec_and_lock('external_refcount', 'rcu_read_unlock'),
    }),
  )
  .in(
    unlink_anon_vmas,
    replace('ksm_refcount', {
      external_refcount: (s, my) => {
        my.empty = my.empty && anon_vma_of(s, my).external_refcount === 0;
      },
    }),
    remove('migrate_refcount'),
  )
  .in(
    try_to_merge_with_ksm_page,
    replace('hold_anon_vma', { hold_anon_vma: atomic_inc(anon_vma_of, 'external_refcount') }),
  )
  .in(
    ksm_drop_anon_vma,
    replace('atomic_dec_and_lock', {
      atomic_dec_and_lock: dec_and_lock('external_refcount', 'return'),
    }),
  );

interface RemapSwapcache {
  remap_swapcache: '1' | '0';
}
const PageSwapCache = (s: Mm, my: HasPage) => page_of(s, my).PG_swapcache === 'set';
const remap = (_s: Mm, my: RemapSwapcache) => my.remap_swapcache === '1';
const failed_and_remap = (s: Mm, my: HasRc & RemapSwapcache) => failed(s, my) && remap(s, my);

/** 3fe2011ff51 in 2.6.35; patch 14 of the -mm series of April 2010. */
export const migrate_swapcache = patch(
  'mm: migration: allow the migration of PageSwapCache pages',
  take_reference,
  skip_unmapped,
)
  .locals(unmap_and_move, { remap_swapcache: oneOf('1', '0') })
  .locals(move_to_new_page, { remap_swapcache: oneOf('1', '0') })
  .in(
    unmap_and_move,
    replace('page_mapped', {
      page_mapped: when(page_mapped, 'page_anon_vma'),
      PageSwapCache: unless(PageSwapCache, 'rcu_unlock'),
      'remap_swapcache = 0': goto('try_to_unmap', (_s, my) => {
        my.remap_swapcache = '0';
      }),
    }),
    replace('move_to_new_page', {
      move_to_new_page: call(move_to_new_page, { rc: 'rc', remap_swapcache: 'remap_swapcache' }),
    }),
    replace('rc', { rc: unless(failed_and_remap, 'rcu_unlock') }),
  )
  .in(move_to_new_page, after('migrated', { remap_swapcache: unless(remap, 'unlock_newpage') }));

/** 76545066c85 in 2.6.36, where anon_vmas have a root; without fork each is its own, and what is left is the new function. */
export const extend_refcounts = patch(
  'mm: extend KSM refcounts to the anon_vma root',
  take_reference,
  skip_unmapped,
  migrate_swapcache,
)
  .in(
    unmap_and_move,
    replace('atomic_inc', { get_anon_vma: atomic_inc(anon_vma_of, 'external_refcount') }),
    replace('atomic_dec_and_lock', { drop_anon_vma: call(drop_anon_vma) }),
    remove('list_empty'),
    remove('spin_unlock'),
    remove('empty'),
    remove('anon_vma_free'),
  )
  .in(
    ksm_drop_anon_vma,
    replace('atomic_dec_and_lock', { drop_anon_vma: call(drop_anon_vma) }),
    remove('list_empty'),
    remove('spin_unlock'),
    remove('empty'),
    remove('anon_vma_free'),
  );

/** f18194275c3 in 2.6.36: page_lock_anon_vma() looks at page_mapped() again once it has the lock. */
export const recheck_mapped = patch('mm: fix hang on anon_vma->root->lock').in(
  page_lock_anon_vma,
  replace('spin_lock', {
    spin_lock: spin_lock(anon_vma_lock),
    page_mapped_still: when(page_mapped, 'return'),
    spin_unlock: spin_unlock(anon_vma_lock),
  }),
);

/** 1ce82b69e96 in 2.6.38: only page_lock_anon_vma() gets hold of an anon_vma from outside one of its mms. */
export const fix_migration_hangs = patch(
  'mm: fix migration hangs on anon_vma lock',
  take_reference,
  skip_unmapped,
  migrate_swapcache,
  extend_refcounts,
).in(
  unmap_and_move,
  replace('rcu_read_lock', { page_lock_anon_vma: call(page_lock_anon_vma, { anon_vma: 'anon_vma' }) }),
  replace('page_mapped', { anon_vma: when(has_anon_vma, 'get_anon_vma') }),
  replace('PageSwapCache', { PageSwapCache: unless(PageSwapCache, 'unlock_page') }),
  remove('page_anon_vma'),
  after('get_anon_vma', { page_unlock_anon_vma: call(page_unlock_anon_vma) }),
  replace('rc', { rc: unless(failed_and_remap, 'if_anon_vma') }),
  replace('rcu_unlock', { if_anon_vma: unless(has_anon_vma, 'unlock_page') }),
  remove('rcu_read_unlock'),
);

/** 01d8b20dec5f in 2.6.39: being in use is a reference too, so an anon_vma is free exactly where its count is 0. */
export const simplify_refcounts = patch(
  'mm: simplify anon_vma refcounts',
  share_refcount,
  extend_refcounts,
  fix_migration_hangs,
)
  .in(
    anon_vma_prepare,
    after('anon_vma_alloc', {
      /** atomic_set(&anon_vma->refcount, 1), a store after the allocation. */
      atomic_set: (s, my) => {
        anon_vma_of(s, my).refcount = 1;
      },
    }),
  )
  .in(
    unlink_anon_vmas,
    remove('external_refcount'),
    replace('anon_vma_free', { put_anon_vma: call(put_anon_vma) }),
  )
  .in(
    unmap_and_move,
    replace('get_anon_vma', { get_anon_vma: atomic_inc(anon_vma_of, 'refcount') }),
    replace('drop_anon_vma', { put_anon_vma: call(put_anon_vma) }),
  )
  .in(
    try_to_merge_with_ksm_page,
    replace('hold_anon_vma', { hold_anon_vma: atomic_inc(anon_vma_of, 'refcount') }),
  )
  .in(ksm_drop_anon_vma, replace('drop_anon_vma', { put_anon_vma: call(put_anon_vma) }));

/** 746b18d421da in 3.0: a reference instead of the lock, got by atomic_inc_not_zero() and a second look. */
export const get_unless_zero = patch(
  'mm: use refcounts for page_lock_anon_vma()',
  take_reference,
  extend_refcounts,
  recheck_mapped,
  fix_migration_hangs,
)
  .in(
    unmap_and_move,
    replace('page_lock_anon_vma', { page_get_anon_vma: call(page_get_anon_vma, { anon_vma: 'anon_vma' }) }),
    replace('anon_vma', { anon_vma: when(has_anon_vma, 'try_to_unmap') }),
    remove('get_anon_vma'),
    remove('page_unlock_anon_vma'),
  )
  .in(
    page_lock_anon_vma,
    replace('rcu_read_lock', { page_get_anon_vma: call(page_get_anon_vma, { anon_vma: 'anon_vma' }) }),
    replace('anon_mapping', { anon_vma: unless(has_anon_vma, 'return') }),
    remove('page_mapped'),
    remove('page_mapped_still'),
    remove('spin_unlock'),
    remove('out'),
  )
  .in(page_unlock_anon_vma, replace('rcu_read_unlock', { put_anon_vma: call(put_anon_vma) }));

import { after, bool, isEmpty, patch, pointer, replace, unless } from '../language/index.ts';
import { atomic_inc, spin_unlock, unless_dec_and_lock } from '../primitives/index.ts';
import { anon_vma_free, is_empty, unlink_anon_vmas } from '../rmap/anonVma.ts';
import type { Mm } from '../rmap/mm.ts';
import {
  anon_vma_lock,
  anon_vma_of,
  type HasAnonVma,
  type HasPage,
  has_anon_vma,
  page_mapped,
  page_of,
  rcu_read_unlock,
} from '../rmap/rows.ts';
import { unmap_and_move } from './unmapAndMove.ts';

const page_anon_vma = (s: Mm, my: HasPage & HasAnonVma) => {
  my.anon_vma = page_of(s, my).mapping;
};
const list_empty = (s: Mm, my: HasAnonVma & { empty: boolean }) => {
  my.empty = isEmpty(anon_vma_of(s, my).head);
};
const migrate_refcount = (s: Mm, my: HasAnonVma & { empty: boolean }) => {
  my.empty = my.empty && anon_vma_of(s, my).migrate_refcount === 0;
};

/** 3f6c82728f4; in the April 2010 -mm series it was patch 1. */
export const take_reference = patch('mm: migration: take a reference to the anon_vma before migrating')
  .locals(unmap_and_move, { anon_vma: pointer('anon_vma'), empty: bool() })
  .in(
    unmap_and_move,
    after('rcu_read_lock', { page_anon_vma, atomic_inc: atomic_inc(anon_vma_of, 'migrate_refcount') }),
    replace('rcu_unlock', {
      rcu_unlock: unless(has_anon_vma, 'rcu_read_unlock'),
      atomic_dec_and_lock: unless_dec_and_lock(
        anon_vma_of,
        'migrate_refcount',
        anon_vma_lock,
        'rcu_read_unlock',
      ),
      list_empty,
      spin_unlock: spin_unlock(anon_vma_lock),
      empty: unless(is_empty, 'rcu_read_unlock'),
      anon_vma_free,
      rcu_read_unlock,
    }),
  )
  .in(unlink_anon_vmas, after('ksm_refcount', { migrate_refcount }));

/** 67b9509b2c6; in the April 2010 -mm series it was patch 2. */
export const skip_unmapped = patch('mm: migration: do not try to migrate unmapped anonymous pages').in(
  unmap_and_move,
  after('rcu_read_lock', { page_mapped: unless(page_mapped, 'rcu_unlock') }),
);

import { bool, call, pointer, unless, when } from '../language/index.ts';
import {
  atomic_dec_and_test,
  atomic_inc_not_zero,
  rcu_read_lock,
  rcu_read_unlock,
  spin_unlock,
  unless_dec_and_lock,
} from '../primitives/index.ts';
import { anon_vma_free, is_empty, list_empty } from './anonVma.ts';
import { mm } from './mm.ts';
import { anon_mapping } from './pageLockAnonVma.ts';
import { anon_vma_lock, anon_vma_of, page_mapped } from './rows.ts';

/** Drops a reference from outside the vmas, and frees where the list is empty too; there is no root but itself. */
export const drop_anon_vma = mm.fn(
  'drop_anon_vma',
  'mm/rmap.c v2.6.36 (76545066c85)',
  { anon_vma: pointer('anon_vma') },
  { empty: bool() },
  {
    atomic_dec_and_lock: unless_dec_and_lock(anon_vma_of, 'external_refcount', anon_vma_lock, 'return'),
    list_empty,
    spin_unlock: spin_unlock(anon_vma_lock),
    empty: unless(is_empty, 'return'),
    anon_vma_free,
  },
);

/** Drops any reference: being on the list of a vma counts as one, so the last of all frees. */
export const put_anon_vma = mm.fn(
  'put_anon_vma',
  'include/linux/rmap.h v2.6.39 (01d8b20dec5f)',
  { anon_vma: pointer('anon_vma') },
  {},
  {
    atomic_dec_and_test: unless(atomic_dec_and_test(anon_vma_of, 'refcount'), 'return'),
    anon_vma_free,
  },
);

/** Returns the anon_vma of a mapped page with a reference, or NULL. */
export const page_get_anon_vma = mm.fn(
  'page_get_anon_vma',
  'mm/rmap.c v3.0 (746b18d421da)',
  { page: pointer('page') },
  { anon_vma: pointer('anon_vma') },
  {
    rcu_read_lock,
    anon_mapping: unless(anon_mapping, 'out'),
    page_mapped: unless(page_mapped, 'return_NULL'),
    atomic_inc_not_zero: unless(atomic_inc_not_zero(anon_vma_of, 'refcount'), 'return_NULL'),
    page_mapped_still: when(page_mapped, 'out'),
    put_anon_vma: call(put_anon_vma),
    return_NULL: (_s, my) => {
      my.anon_vma = null;
    },
    out: rcu_read_unlock,
  },
);

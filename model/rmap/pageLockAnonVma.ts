import { pointer, thenGoto, unless } from '../language/index.ts';
import { type Current, rcu_read_lock, rcu_read_unlock, spin_lock, spin_unlock } from '../primitives/index.ts';
import { type Mm, mm } from './mm.ts';
import { anon_vma_lock, type HasAnonVma, type HasPage, page_mapped, page_of } from './rows.ts';

const page = { page: pointer('page') };
const anon_vma = { anon_vma: pointer('anon_vma') };

/** ACCESS_ONCE(page->mapping), and whether it is an anon_vma. */
export const anon_mapping = (s: Mm, my: HasPage & HasAnonVma) => {
  my.anon_vma = page_of(s, my).mapping;
  return my.anon_vma !== null;
};
/** `rcu_read_unlock(); return NULL;` */
const return_NULL = (s: Mm, my: HasAnonVma & Current) => {
  my.anon_vma = null;
  rcu_read_unlock(s, my);
};

/** Returns the anon_vma of a mapped page with its lock held and an RCU read section open, or NULL with neither. */
export const page_lock_anon_vma = mm.fn('page_lock_anon_vma', 'mm/rmap.c v2.6.34', page, anon_vma, {
  rcu_read_lock,
  anon_mapping: unless(anon_mapping, 'out'),
  page_mapped: unless(page_mapped, 'out'),
  spin_lock: thenGoto(spin_lock(anon_vma_lock), 'return'),
  out: return_NULL,
});

/** Gives up what page_lock_anon_vma() took. */
export const page_unlock_anon_vma = mm.fn(
  'page_unlock_anon_vma',
  'mm/rmap.c v2.6.34',
  anon_vma,
  {},
  {
    spin_unlock: spin_unlock(anon_vma_lock),
    rcu_read_unlock,
  },
);

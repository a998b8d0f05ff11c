import { add } from '../language/index.ts';
import { allocate } from '../primitives/index.ts';
import type { Mm } from '../rmap/mm.ts';

/** One vma maps one page, which compaction has isolated; the page to migrate to is the migrator's alone. */
const mapped = (s: Mm) => {
  const [page, newpage] = [s.page[0]!, s.page[1]!];
  const [vma, anon_vma] = [s.vma[0]!, s.anon_vma[0]!];
  allocate(anon_vma);
  anon_vma.head = add(anon_vma.head, 0);
  anon_vma.refcount = 1;
  vma.anon_vma = 0 as typeof vma.anon_vma;
  vma.pte.entry = 'present';
  vma.pte.page = 0 as typeof vma.pte.page;
  page.mapping = vma.anon_vma;
  page.mapcount = 1;
  page.count = 2;
  newpage.count = 1;
};

/** The same page in the swap cache too, which holds a reference. */
const swapcache = (s: Mm) => {
  mapped(s);
  s.page[0]!.PG_swapcache = 'set';
  s.page[0]!.count++;
};

/** Somebody else has a reference to the page and keeps it, as get_user_pages() has: it is unmapped, and mapped again. */
const referenced = (s: Mm) => {
  mapped(s);
  s.page[0]!.count++;
};

/** The states that a migration of one page starts from. */
export const onePage = { mapped, swapcache, referenced };

/** What the models of migration leave out or take together. */
export const migrationAbstractions = [
  'one vma an mm, one page a vma, no fork: an anon_vma is its own root, and its list has at most one vma',
  'atomic_dec_and_lock is one step; TLBs, memcg, mlock, writeback and retries are left out',
  'each row of the slab has a slab page of its own, which is gone as soon as its grace period is over',
];

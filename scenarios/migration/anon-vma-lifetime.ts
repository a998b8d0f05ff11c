import { add, design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { skip_unmapped, take_reference } from '../../model/migration/anonVmaSeries.ts';
import { releases } from '../../model/migration/releases.ts';
import { unmap_and_move } from '../../model/migration/unmapAndMove.ts';
import { allocate } from '../../model/primitives/index.ts';
import { type Mm, mm } from '../../model/rmap/mm.ts';
import { fault_then_exit, munmap } from '../../model/rmap/munmap.ts';
import {
  anonVmaProperties,
  freedOnce,
  freedRowIsReused,
  migrationWitnesses,
} from '../../properties/anonVma.ts';

/** One vma maps one page, which compaction has isolated; the page to migrate to is the migrator's alone. */
export const onePageMapped = (s: Mm) => {
  const [page, newpage] = [s.page[0]!, s.page[1]!];
  const [vma, anon_vma] = [s.vma[0]!, s.anon_vma[0]!];
  allocate(anon_vma);
  anon_vma.head = add(anon_vma.head, 0);
  anon_vma.refcount = 1;
  vma.anon_vma = 0 as typeof vma.anon_vma;
  vma.pte = 'present';
  vma.pte_page = 0 as typeof vma.pte_page;
  page.mapping = vma.anon_vma;
  page.mapcount = 1;
  page.count = 2;
  newpage.count = 1;
};

/** The same page in the swap cache too, which holds a reference. */
export const onePageInSwapCache = (s: Mm) => {
  onePageMapped(s);
  s.page[0]!.PG_swapcache = 'set';
  s.page[0]!.count++;
};

export const abstractions = [
  'one vma an mm, one page a vma, no fork: an anon_vma is its own root, and its list has at most one vma',
  'an rmap walk visits one vma a step, under its pte lock or after a look at the pte without it',
  'atomic_dec_and_lock is one step; TLBs, memcg, mlock, writeback and retries are left out',
  'each row of the slab has a slab page of its own, which is gone as soon as its grace period is over',
];

export default scenario('migration/anon-vma-lifetime', {
  summary: 'a page migrates while the last mm that maps it unmaps it: is its anon_vma still there?',
  machine: mm,
  threads: {
    migrate: thread(unmap_and_move, { page: 0, newpage: 1 }),
    munmap: thread(munmap, { vma: 0 }),
    third: thread(fault_then_exit, { vma: 1 }),
  },
  initial: { mapped: onePageMapped, swapcache: onePageInSwapCache },
  properties: [...anonVmaProperties, ...migrationWitnesses, freedRowIsReused],
  designs: {
    '2.6.34': design([], violated('slab-use-after-free')),
    '2.6.34+ref': design([take_reference], violated('slab-use-after-free')),
    '2.6.34+skip-unmapped': design([skip_unmapped], holds),
    '2.6.34+ref+share+skip-unmapped': design(
      releases['2.6.34+ref+share+skip-unmapped'],
      violated(freedOnce.name),
    ),
    '2.6.35': design(releases['2.6.35'], violated(freedOnce.name)),
    '2.6.37': design(releases['2.6.37'], violated(freedOnce.name)),
    '2.6.38': design(releases['2.6.38'], holds),
    '2.6.39': design(releases['2.6.39'], holds),
    '3.0': design(releases['3.0'], holds),
  },
  abstractions,
});

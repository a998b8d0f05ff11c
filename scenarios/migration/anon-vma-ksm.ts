import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { share_refcount, take_reference } from '../../model/migration/anonVmaSeries.ts';
import { try_to_merge_two_pages } from '../../model/migration/ksm.ts';
import { migrationAbstractions, onePage } from '../../model/migration/onePage.ts';
import { releases } from '../../model/migration/releases.ts';
import { unmap_and_move } from '../../model/migration/unmapAndMove.ts';
import { mm } from '../../model/rmap/mm.ts';
import { munmap } from '../../model/rmap/munmap.ts';
import {
  anonVmaProperties,
  freedOnce,
  migrationWitnesses,
  neverFreedWhileKsmHolds,
  oneCountForAll,
} from '../../properties/anonVma.ts';
import { heldAlready, lastVma, mappingStays } from '../../properties/anonVmaUnreachable.ts';

export default scenario('migration/anon-vma-ksm', {
  summary: 'KSM holds the anon_vma beside migration: does either free it under the other?',
  machine: mm,
  threads: {
    migrate: thread(unmap_and_move, { page: 0, newpage: 1 }),
    munmap: thread(munmap, { vma: 0 }, { optional: true }),
    ksmd: thread(try_to_merge_two_pages, { vma: 0 }, { optional: true }),
  },
  initial: onePage,
  properties: [...anonVmaProperties, neverFreedWhileKsmHolds, ...migrationWitnesses],
  unreachable: mappingStays,
  designs: {
    '2.6.34+ref': design([take_reference], violated(neverFreedWhileKsmHolds.name)),
    '2.6.34+ref+share': design([take_reference, share_refcount], violated('slab-use-after-free')),
    '2.6.34+ref+share+skip-unmapped': design(
      releases['2.6.34+ref+share+skip-unmapped'],
      violated(freedOnce.name),
    ),
    '2.6.38': design(releases['2.6.38'], holds),
    '2.6.39': design(releases['2.6.39'], holds, { unreachable: lastVma, notAsked: oneCountForAll }),
    '3.0': design(releases['3.0'], holds, {
      unreachable: { ...lastVma, ...heldAlready },
      notAsked: oneCountForAll,
    }),
  },
  abstractions: [
    ...migrationAbstractions,
    'ksmd merges another page of the same vma: only its reference to the anon_vma is modelled',
  ],
});

import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { skip_unmapped, take_reference } from '../../model/migration/anonVmaSeries.ts';
import { migrationAbstractions, onePage } from '../../model/migration/onePage.ts';
import { releases } from '../../model/migration/releases.ts';
import { unmap_and_move } from '../../model/migration/unmapAndMove.ts';
import { mm } from '../../model/rmap/mm.ts';
import { fault_then_exit, munmap } from '../../model/rmap/munmap.ts';
import {
  anonVmaProperties,
  freedOnce,
  freedRowIsReused,
  migrationWitnesses,
  oneCountForAll,
  withoutCount,
} from '../../properties/anonVma.ts';
import {
  heldAlready,
  lastVma,
  mappingStays,
  onlyReference,
  ownAnonVma,
} from '../../properties/anonVmaUnreachable.ts';

export default scenario('migration/anon-vma-lifetime', {
  summary: 'a page migrates while the last mm that maps it unmaps it: is its anon_vma still there?',
  machine: mm,
  threads: {
    migrate: thread(unmap_and_move, { page: 0, newpage: 1 }),
    munmap: thread(munmap, { vma: 0 }, { optional: true }),
    third: thread(fault_then_exit, { vma: 1 }, { optional: true }),
  },
  initial: onePage,
  properties: [...anonVmaProperties, ...migrationWitnesses, freedRowIsReused],
  unreachable: mappingStays,
  designs: {
    '2.6.34': design([], violated('slab-use-after-free'), { notAsked: withoutCount }),
    '2.6.34+ref': design([take_reference], violated('slab-use-after-free')),
    '2.6.34+skip-unmapped': design([skip_unmapped], holds, { unreachable: lastVma, notAsked: withoutCount }),
    '2.6.34+ref+share+skip-unmapped': design(
      releases['2.6.34+ref+share+skip-unmapped'],
      violated(freedOnce.name),
    ),
    '2.6.35': design(releases['2.6.35'], violated(freedOnce.name)),
    '2.6.37': design(releases['2.6.37'], violated(freedOnce.name)),
    '2.6.38': design(releases['2.6.38'], holds, {
      unreachable: { ...ownAnonVma('empty'), ...onlyReference },
    }),
    '2.6.39': design(releases['2.6.39'], holds, {
      unreachable: { ...lastVma, ...ownAnonVma('put_anon_vma.atomic_dec_and_test') },
      notAsked: oneCountForAll,
    }),
    '3.0': design(releases['3.0'], holds, {
      unreachable: { ...lastVma, ...heldAlready },
      notAsked: oneCountForAll,
    }),
  },
  abstractions: migrationAbstractions,
});

import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { memory } from '../../model/mm/machine.ts';
import { move_vma } from '../../model/mm/mremap.ts';
import { look_under_the_lock } from '../../model/mm/patches.ts';
import { unmap_and_move } from '../../model/mm/unmapAndMove.ts';
import { entriesAreOfLockedPages, nothingStaysIsolated, ptesAndPages } from '../../properties/memory.ts';
import { movedToANewVma, oneMigration, staysMapped } from '../../properties/memoryUnreachable.ts';
import { bothEnds, migratedPage } from './situations.ts';

export default scenario('migration/mremap-peek', {
  summary: 'a page moves to another address while it is migrated: does the walk find its entry at either?',
  machine: memory,
  sizes: { mms: 1, addresses: 2 },
  threads: {
    migrate: thread(unmap_and_move, { page: 0, newpage: 1 }),
    mremap: thread(move_vma, { vma: 0, new_vma: 1, new_addr: 1 }),
  },
  initial: migratedPage,
  unreachable: { ...staysMapped, ...oneMigration, ...movedToANewVma },
  properties: [...ptesAndPages, nothingStaysIsolated, ...bothEnds],
  designs: {
    '3.0': design([], violated(entriesAreOfLockedPages.name)),
    '3.1': design([look_under_the_lock], holds),
  },
});

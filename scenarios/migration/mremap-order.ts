import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { memory } from '../../model/mm/machine.ts';
import { move_vma } from '../../model/mm/mremap.ts';
import { enforce_order, look_under_the_lock } from '../../model/mm/patches.ts';
import { unmap_and_move } from '../../model/mm/unmapAndMove.ts';
import { entriesAreOfLockedPages, nothingStaysIsolated, ptesAndPages } from '../../properties/memory.ts';
import { movedToANeighbour, oneMigration, staysMapped } from '../../properties/memoryUnreachable.ts';
import { bothEnds, movedAwayAndBack } from './situations.ts';

export default scenario('migration/mremap-order', {
  summary: 'a page moves back to a vma that is in front of its own in the list, while it is migrated',
  machine: memory,
  sizes: { mms: 1, addresses: 3 },
  threads: {
    migrate: thread(unmap_and_move, { page: 0, newpage: 1 }),
    mremap: thread(move_vma, { vma: 1, new_vma: 0, new_addr: 1 }),
  },
  initial: movedAwayAndBack,
  properties: [...ptesAndPages, nothingStaysIsolated, ...bothEnds],
  unreachable: { ...staysMapped, ...oneMigration, ...movedToANeighbour },
  designs: {
    '3.1': design([look_under_the_lock], violated(entriesAreOfLockedPages.name)),
    '3.3+peek': design([enforce_order], violated(entriesAreOfLockedPages.name)),
    '3.3': design([look_under_the_lock, enforce_order], holds),
  },
});

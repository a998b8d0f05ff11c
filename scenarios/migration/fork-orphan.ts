import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { dup_mmap } from '../../model/mm/fork.ts';
import { memory } from '../../model/mm/machine.ts';
import { add_to_the_head, make_entries_writable } from '../../model/mm/patches.ts';
import { unmap_and_move } from '../../model/mm/unmapAndMove.ts';
import {
  entriesAreOfLockedPages,
  nothingStaysIsolated,
  ptesAndPages,
  sharedIsReadOnly,
} from '../../properties/memory.ts';
import { copiesComeLast, oneAddress, oneMigration, staysMapped } from '../../properties/memoryUnreachable.ts';
import { bothEnds, migratedPage } from './situations.ts';

export default scenario('migration/fork-orphan', {
  summary: 'a process forks while its page is migrated: does the walk find the entry that fork has copied?',
  machine: memory,
  threads: {
    migrate: thread(unmap_and_move, { page: 0, newpage: 1 }),
    fork: thread(dup_mmap, { vma: 0, tmp: 1, dst_mm: 1 }),
  },
  initial: migratedPage,
  unreachable: { ...staysMapped, ...oneMigration, ...oneAddress },
  properties: [...ptesAndPages, nothingStaysIsolated, ...bothEnds],
  designs: {
    'list-head': design([add_to_the_head], violated(entriesAreOfLockedPages.name)),
    'writable-entry': design([make_entries_writable], violated(sharedIsReadOnly.name)),
    '2.6.18': design([], holds, { unreachable: copiesComeLast }),
  },
});

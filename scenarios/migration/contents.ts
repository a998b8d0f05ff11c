import { design, holds, scenario, thread } from '../../model/language/index.ts';
import { dup_mmap } from '../../model/mm/fork.ts';
import { access_process_vm } from '../../model/mm/gup.ts';
import { memory } from '../../model/mm/machine.ts';
import { remove_rmap_behind_the_switch } from '../../model/mm/patches.ts';
import { unmap_and_move } from '../../model/mm/unmapAndMove.ts';
import { user_store } from '../../model/mm/user.ts';
import { nothingStaysIsolated, nothingStoredIsLost, ptesAndPages } from '../../properties/memory.ts';
import { mappedOnce, oneAddress, oneMigration, oneUser } from '../../properties/memoryUnreachable.ts';
import { bothEnds, usedPage } from './situations.ts';

export default scenario('migration/contents', {
  summary: 'a page is migrated while its user stores to it, another task does, and its process forks',
  machine: memory,
  sizes: { pages: 3, values: 2, references: 5 },
  threads: {
    migrate: thread(unmap_and_move, { page: 0, newpage: 1 }),
    user: thread(user_store, { vma: 0, mm: 0, address: 0, user: 0, value: 1 }),
    ptrace: thread(access_process_vm, { vma: 0, mm: 0, address: 0, value: 2 }, { optional: true }),
    fork: thread(dup_mmap, { vma: 0, tmp: 1, dst_mm: 1 }, { optional: true }),
  },
  initial: usedPage,
  properties: [...ptesAndPages, nothingStoredIsLost, nothingStaysIsolated, ...bothEnds],
  unreachable: { ...mappedOnce, ...oneMigration, ...oneAddress, ...oneUser },
  designs: {
    '2.6.26': design([remove_rmap_behind_the_switch], holds),
  },
});

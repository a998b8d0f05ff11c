import pcpReserve from '../../../scenarios/allocator/pcp-reserve.ts';
import { expectVerdicts } from '../verdicts.ts';

const stays = 'what is free of the reserve is on its lists';

/**
 * The one who finds no movable page takes one of the reserve, and it is misplaced as soon as it is on a list again. The
 * reference engine counts the same.
 */
expectVerdicts(pcpReserve, [
  { design: '2.6.32', by: stays, at: '__free_one_page.list_add', steps: 73, states: 2601 },
  { design: '2.6.33', states: 4198, transitions: 7982, witnesses: 1 },
]);

import pcpReserveBatch from '../../../scenarios/allocator/pcp-reserve-batch.ts';
import { expectVerdicts } from '../verdicts.ts';

const stays = 'what is free of the reserve is on its lists';

/**
 * One thread that has no choice: a state for each step of each of two beginnings. The shorter
 * run takes a movable page and one of the reserve, which is misplaced when the batch comes back.
 */
expectVerdicts(pcpReserveBatch, [
  { design: '2.6.33', by: stays, at: '__free_one_page.list_add', steps: 65, states: 133 },
  { design: '2.6.36', by: stays, at: '__free_one_page.list_add', steps: 65, states: 133 },
  { design: '2.6.36+freepage-type', states: 173, transitions: 171, witnesses: 0 },
]);

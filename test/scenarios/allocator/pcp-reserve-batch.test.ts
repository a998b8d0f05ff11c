import pcpReserveBatch from '../../../scenarios/allocator/pcp-reserve-batch.ts';
import { expectVerdicts } from '../verdicts.ts';

const stays = 'what is free of the reserve is on its lists';

/** One thread that has no choice: a state for each step, and the one that it starts from. */
expectVerdicts(pcpReserveBatch, [
  { design: '2.6.33', by: stays, at: '__free_one_page.list_add', steps: 66, states: 67 },
  { design: '2.6.36', by: stays, at: '__free_one_page.list_add_tail', steps: 66, states: 67 },
]);

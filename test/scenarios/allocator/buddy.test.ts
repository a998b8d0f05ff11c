import buddy from '../../../scenarios/allocator/buddy.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 2.6.32: an allocation of two or four pages that finds none, alone and from the beginning: its order, that it is none of
 * one page, the lock, its own lists, `page`, the others', `page` again, the reserve's type and lists, the count, and the
 * unlock: 11 steps. What holds has been counted by the reference engine too.
 */
expectVerdicts(buddy, [
  {
    design: '2.6.32',
    by: 'NR_FREE_PAGES is no less than what is on the lists',
    at: 'buffered_rmqueue.spin_unlock',
    steps: 11,
    states: 326,
  },
  { design: '2.6.33', states: 46484, transitions: 90936, witnesses: 3 },
  { design: '2.6.35', states: 47488, transitions: 92829, witnesses: 3 },
  { design: '2.6.36', states: 47488, transitions: 92829, witnesses: 3 },
]);

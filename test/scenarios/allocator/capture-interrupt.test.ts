import captureInterrupt from '../../../scenarios/allocator/capture-interrupt.ts';
import { expectVerdicts } from '../verdicts.ts';

const deref = {
  by: 'null-pointer-dereference',
  at: '__free_one_page.capc->cc->zone == zone',
  steps: 10,
  states: 103,
};

/**
 * Too early: one step of the task, and nine of the interrupt: itself, the three in front of the lock, the lock, the count,
 * the index, whether there is a capc, and its cc. Too late: six of the task, four of them in front of the interrupt up to
 * the read, and the thirteen of an interrupt that captures.
 */
expectVerdicts(captureInterrupt, [
  { design: '5.7', ...deref },
  { design: '5.7+cc-first', by: 'no page is lost', at: 'compact_zone_order.page', steps: 19, states: 222 },
  { design: '5.7+hide-first', ...deref },
  { design: '5.8', states: 233, transitions: 241, witnesses: 2 },
]);

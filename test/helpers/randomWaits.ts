import { record, unless, when } from '../../model/language/index.ts';
import {
  complete,
  complete_all,
  completion,
  completion_done,
  end_page_writeback,
  finish_wait,
  lock_page_bit,
  pageFlags,
  pageWaitqueue,
  prepare_to_wait,
  raw_write_seqcount_begin,
  read_seqbegin,
  read_seqretry,
  reinit_completion,
  schedule,
  seqlock,
  set_page_writeback,
  try_wait_for_completion,
  trylock_page_bit,
  unlock_page_bit,
  wait_for_completion,
  waitQueue,
  waitqueue_active,
  wake_up,
  write_seqlock,
  write_sequnlock,
} from '../../model/primitives/index.ts';
import type { Choices } from './choices.ts';

/** What threads wait for each other with, at the top of a machine with tasks. */
export const waitsNode = record({
  x: completion(2),
  sl: seqlock(),
  page: record({ flags: pageFlags(), wait: pageWaitqueue() }),
  wq: waitQueue(),
});

// biome-ignore lint/suspicious/noExplicitAny: random machines have no types
type Any = any;
const [x, sl, page, wq] = [
  (s: Any) => s.waits.x,
  (s: Any) => s.waits.sl,
  (s: Any) => s.waits.page,
  (s: Any) => s.waits.wq,
];
const locks: Any = lock_page_bit('l', page);
const unlocks: Any = unlock_page_bit('u', page);
const writes: Any = end_page_writeback('w', page);

/** Labels that go on at the following one. */
const steps: Readonly<Record<string, unknown>> = {
  complete: complete(x),
  complete_all: complete_all(x),
  reinit_completion: reinit_completion(x),
  wait_for_completion: wait_for_completion(x),
  read_seqbegin: read_seqbegin(sl),
  write_seqlock: write_seqlock(sl),
  write_sequnlock: write_sequnlock(sl),
  raw_write_seqcount_begin: raw_write_seqcount_begin((s: Any) => s.waits.sl.seqcount),
  SetPageWaiters: locks['l: SetPageWaiters'],
  io_schedule: locks['l: io_schedule'],
  'finish_wait(page)': locks['l: finish_wait'],
  __wake_up_locked_key: unlocks['u: __wake_up_locked_key'],
  ClearPageWaiters: unlocks['u: ClearPageWaiters'],
  end_page_writeback: writes.w,
  prepare_to_wait: prepare_to_wait(wq),
  schedule: schedule(wq),
  finish_wait: finish_wait(wq),
  wake_up: wake_up(wq),
};
const tests: Readonly<Record<string, unknown>> = {
  try_wait_for_completion: try_wait_for_completion(x),
  completion_done: completion_done(x),
  read_seqretry: read_seqretry(sl),
  trylock_page: trylock_page_bit(page),
  set_page_writeback: set_page_writeback(page),
  clear_bit_unlock_is_negative_byte: unlocks.u.alternatives[0].effect,
  waitqueue_active: waitqueue_active(wq),
};

/** A line of a machine that has waitsNode as `waits`; `label` is where a test goes. */
export function waitLine(choices: Choices, label: string): { text: string; line: unknown } {
  if (choices.chance(60)) {
    const name = choices.pick(Object.keys(steps));
    return { text: name, line: steps[name] };
  }
  const name = choices.pick(Object.keys(tests));
  const kind = choices.chance(50) ? 'when' : 'unless';
  const line = (kind === 'when' ? when : unless)(tests[name] as () => boolean, label);
  return { text: `${kind} (${name}) goto ${label}`, line };
}

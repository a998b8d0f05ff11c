import {
  cancel_work_sync,
  flush_work,
  process_one_work,
  schedule_work,
  work,
  work_done,
} from '../../model/primitives/index.ts';
import { type Any, part } from './randomPart.ts';

const item = (s: Any) => s.item;

/** An item of a workqueue, which whoever comes to it may run. */
export const works = part({
  shape: { item: work() },
  steps: {
    process_one_work: process_one_work(item),
    work_done: work_done(item),
    flush_work: flush_work(item),
    cancel_work_sync: cancel_work_sync(item),
  },
  pairs: [['process_one_work', 'work_done']],
  tests: { schedule_work: schedule_work(item) },
});

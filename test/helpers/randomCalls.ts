import {
  callSingleData,
  csd_lock_wait,
  csd_unlock,
  flush_smp_call_function_queue,
  in_hardirq,
  in_interrupt,
  in_serving_softirq,
  in_softirq,
  in_task,
  irqFields,
  irqs_disabled,
  smp_call_function_single,
} from '../../model/primitives/index.ts';
import { type Any, part } from './randomPart.ts';

const csd = (s: Any) => s.csd;

/** Calls of a function on another CPU, which whoever comes to it may run. */
export const calls = part({
  shape: { csd: callSingleData() },
  task: irqFields(1),
  steps: {
    smp_call_function_single: smp_call_function_single(csd, { wait: true }),
    'smp_call_function_single(nowait)': smp_call_function_single(csd, { wait: false }),
    csd_lock_wait: csd_lock_wait(csd),
    flush_smp_call_function_queue: flush_smp_call_function_queue(csd),
    csd_unlock: csd_unlock(csd),
  },
  pairs: [
    ['smp_call_function_single', 'csd_lock_wait'],
    ['flush_smp_call_function_queue', 'csd_unlock'],
  ],
  tests: { irqs_disabled, in_hardirq, in_interrupt, in_serving_softirq, in_softirq, in_task },
});

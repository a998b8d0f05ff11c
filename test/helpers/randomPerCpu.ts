import { count, type Ptr, pointer } from '../../model/language/index.ts';
import {
  bringup_cpu,
  cond_resched,
  cpu_online,
  cpus,
  get_cpu,
  get_cpu_var,
  preempt_disable,
  preempt_enable,
  put_cpu,
  put_cpu_var,
  raw_smp_processor_id,
  smp_processor_id,
  take_cpu_down,
  this_cpu_dec,
  this_cpu_inc,
  this_cpu_ptr,
  this_cpu_read,
} from '../../model/primitives/index.ts';
import { type Any, part } from './randomPart.ts';

const cpuOf = (_s: Any, my: Any): Ptr<'cpu'> => my.pc;
/** Data of each CPU, tasks that move between CPUs, and CPUs that come and go. */
export const perCpu = part({
  shape: { cpu: cpus(2, { n: count(2) }) },
  rows: { cpu: 2 },
  locals: { pc: pointer('cpu'), v: count(2) },
  steps: {
    get_cpu,
    put_cpu,
    get_cpu_var,
    put_cpu_var,
    preempt_disable,
    preempt_enable,
    cond_resched,
    smp_processor_id: (s: Any, my: Any) => {
      my.pc = smp_processor_id(s, my);
    },
    raw_smp_processor_id: raw_smp_processor_id((_s: Any, my: Any, row) => {
      my.pc = row;
    }),
    'this_cpu_ptr->n': (s: Any, my: Any) => {
      const row: Any = this_cpu_ptr(s, my);
      row.n = (row.n + 1) % 3;
    },
    this_cpu_inc: this_cpu_inc('n'),
    this_cpu_dec: this_cpu_dec('n'),
    this_cpu_read: this_cpu_read('n', (my: Any, n) => {
      my.v = n;
    }),
    'pc->n = v': (s: Any, my: Any) => {
      if (my.pc !== null) s.cpu[my.pc].n = my.v;
    },
    take_cpu_down: take_cpu_down(cpuOf),
    bringup_cpu: bringup_cpu(cpuOf),
  },
  pairs: [
    ['get_cpu', 'put_cpu'],
    ['get_cpu_var', 'put_cpu_var'],
    ['preempt_disable', 'preempt_enable'],
    ['raw_smp_processor_id', 'pc->n = v'],
    ['take_cpu_down', 'bringup_cpu'],
  ],
  tests: { cpu_online: (s: Any, my: Any) => cpu_online(s, my.pc) },
});

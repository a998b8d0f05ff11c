import hugetlbLock from '../../../scenarios/hugetlb/hugetlb-lock.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 5.4: alloc takes hugetlb_lock, a packet comes with its first label, takes the socket's lock, drops the last reference and
 * spins for what it has stopped; that tcp_close() can go on nowhere takes its one label in front of the lock: 5 steps.
 * 5.12: tcp_close() takes 4 up to hugetlb_lock, which alloc has taken, 1, and where the packet comes, 1, it spins for the
 * socket's lock. That is the scenario of the report that db71ef79b59b quotes, with softirqs for interrupts.
 */
expectVerdicts(hugetlbLock, [
  { design: '5.4', by: 'deadlock', at: 'put_page.put_page_testzero', steps: 5, states: 52 },
  { design: '5.12', by: 'deadlock', at: 'tcp_v4_rcv.net_rx_action', steps: 6, states: 72 },
  { design: '5.13', states: 149, transitions: 229, witnesses: 1 },
]);

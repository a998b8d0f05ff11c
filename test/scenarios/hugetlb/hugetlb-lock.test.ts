import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import hugetlbLock from '../../../scenarios/hugetlb/hugetlb-lock.ts';
import { explore } from '../../helpers/searches.ts';
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

/** What lockdep says: of 5.12 it is the report that made 5.13 what it is. */
describe('the lock state of hugetlb_lock', () => {
  const lockdep = async (design: string) => {
    const program = buildProgram(hugetlbLock, design);
    const { findings } = await explore(program, { sought: { by: 'inconsistent-lock-state' } });
    return findings.find(({ failure }) => failure.check === 'inconsistent-lock-state')?.failure.message;
  };

  it('is inconsistent in 5.4', async () => {
    expect(await lockdep('5.4')).toBe(
      'inconsistent lock state, {SOFTIRQ-ON} and {IN-SOFTIRQ}: hugetlb_lock is held with softirqs on by alloc at spin_lock, and taken in a softirq by rcv at put_page.free_huge_page.__free_huge_page.spin_lock',
    );
  });

  it('is unsafe inside of the lock of a socket in 5.12', async () => {
    expect(await lockdep('5.12')).toBe(
      'SOFTIRQ-safe -> SOFTIRQ-unsafe lock order: sk.slock is taken in a softirq by rcv at bh_lock_sock, hugetlb_lock is taken with it held, and held with softirqs on by alloc at spin_lock',
    );
  });

  it('is right in 5.13', async () => {
    expect(await lockdep('5.13')).toBeUndefined();
  });
});

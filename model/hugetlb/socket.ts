import { call } from '../language/index.ts';
import { local_bh_disable, local_bh_enable, spin_lock, spin_unlock } from '../primitives/index.ts';
import { put_page } from './freeHugePage.ts';
import { hugetlb, page, slock } from './hugetlb.ts';

/**
 * A packet comes in, in a softirq: what it acknowledges is freed, and with that the reference that a zero-copy send had
 * taken to a huge page.
 */
export const tcp_v4_rcv = hugetlb.fn(
  'tcp_v4_rcv',
  'net/ipv4/tcp_ipv4.c v5.12',
  page,
  {},
  {
    net_rx_action: () => {},
    bh_lock_sock: spin_lock(slock),
    put_page: call(put_page),
    bh_unlock_sock: spin_unlock(slock),
  },
);

/** A task closes the socket, and what was to be sent is freed, with softirqs disabled and under the socket's lock. */
export const tcp_close = hugetlb.fn(
  'tcp_close',
  'net/ipv4/tcp.c v5.12',
  page,
  {},
  {
    local_bh_disable,
    bh_lock_sock: spin_lock(slock),
    put_page: call(put_page),
    bh_unlock_sock: spin_unlock(slock),
    local_bh_enable,
  },
);

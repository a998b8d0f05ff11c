import { alloc_huge_page_nodemask } from '../../model/hugetlb/allocHugePage.ts';
import { free_hpage_workfn } from '../../model/hugetlb/freeHugePage.ts';
import { type Hugetlb, hugetlb } from '../../model/hugetlb/hugetlb.ts';
import { defer_in_non_task, irq_safe } from '../../model/hugetlb/patches.ts';
import { tcp_close, tcp_v4_rcv } from '../../model/hugetlb/socket.ts';
import {
  always,
  atTheEnd,
  design,
  has,
  holds,
  scenario,
  sometimes,
  thread,
  violated,
} from '../../model/language/index.ts';

export default scenario('hugetlb/hugetlb-lock', {
  summary: 'the network drops the last references to huge pages: may it take hugetlb_lock for that?',
  machine: hugetlb,
  threads: {
    alloc: thread(alloc_huge_page_nodemask, {}, { cpu: 0 }),
    rcv: thread(tcp_v4_rcv, { page: 0 }, { cpu: 0, context: 'softirq' }),
    close: thread(tcp_close, { page: 1 }, { cpu: 1 }),
    worker: thread(free_hpage_workfn, {}, { context: 'kworker', optional: true }),
  },
  initial: (s: Hugetlb) => {
    for (const page of s.page) page.count = 1;
  },
  properties: [
    always('a free page has no users', (s: Hugetlb) =>
      s.page.every(({ free, count }) => !free || count === 0),
    ),
    atTheEnd('no page is lost', (s: Hugetlb) =>
      s.page.every(({ free, count }, i) => free || count > 0 || has(s.hpage_freelist, i)),
    ),
    sometimes('both pages are free', (s: Hugetlb) => s.hstate.free_huge_pages === 2),
  ],
  designs: {
    '5.4': design([], violated('deadlock')),
    '5.12': design([defer_in_non_task], violated('deadlock')),
    '5.13': design([defer_in_non_task, irq_safe], holds, {
      unreachable: {
        free_hpage_workfn: 'pages are freed where that is asked, so nothing is queued',
        'put_page.put_page_testzero: jumps':
          'who drops another than the last reference frees nothing, and is not here',
      },
    }),
  },
  abstractions: [
    'one socket, to which both references belong',
    'no reserved and no surplus pages, and no subpool',
  ],
});

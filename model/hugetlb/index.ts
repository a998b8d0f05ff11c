/** The pool of huge pages under hugetlb_lock, who frees them in which context, and the kernel's patches to that. */
export { alloc_huge_page_nodemask } from './allocHugePage.ts';
export { __free_huge_page, free_hpage_workfn, free_huge_page, put_page } from './freeHugePage.ts';
export { type HasPage, type Hugetlb, hugetlb, hugetlb_lock, page_of } from './hugetlb.ts';
export { defer_in_non_task, irq_safe } from './patches.ts';
export { tcp_close, tcp_v4_rcv } from './socket.ts';

import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { after, count, design, ghost, holds, patch, scenario, thread, violated } from '../../../index.ts';
import * as entry from '../../../model/hugetlb/index.ts';

/** As a user has it who counts what is freed. */
const mm = entry.hugetlb.extend({ freed: ghost(count(3)) });
const { __free_huge_page, free_huge_page, tcp_v4_rcv, alloc_huge_page_nodemask } = mm.take(entry);
const counted = patch('count').in(
  __free_huge_page,
  after(
    __free_huge_page.lines[0]!.label as never,
    { count: (s: typeof mm.state) => void s.freed++ } as never,
  ),
);

describe("the entry 'mmcheck/hugetlb'", () => {
  it('has the machine with its functions and patches, to extend and to patch', async () => {
    expect([free_huge_page.name, tcp_v4_rcv.name]).toEqual(['free_huge_page', 'tcp_v4_rcv']);
    const asked = scenario('test/hugetlb', {
      summary: '',
      machine: mm,
      threads: {
        alloc: thread(alloc_huge_page_nodemask, {}, { cpu: 0 }),
        rcv: thread(tcp_v4_rcv, { page: 0 }, { cpu: 0, context: 'softirq' }),
      },
      initial: (s) => {
        s.page[0]!.count = 1;
      },
      designs: {
        '5.4': design([counted], violated('deadlock')),
        '5.13': design([entry.defer_in_non_task, entry.irq_safe], holds),
      },
    });
    expect((await check(asked, '5.4')).trace?.failure?.check).toBe('deadlock');
    // Neither worker nor network, so some labels are never come to.
    expect((await check(asked, '5.13')).trace).toBeUndefined();
  });
});

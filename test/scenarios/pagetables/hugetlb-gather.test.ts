import { describe, expect, it } from 'vitest';
import hugetlbGather from '../../../scenarios/pagetables/hugetlb-gather.ts';
import { checked } from '../../helpers/checked.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * fe1668ae5bf and 502717f4e11. Without a flush in between: the user walks and fills his TLB, 2 steps; munmap comes to the pte,
 * clears it and frees the page, 5 and 5; the fault takes it from the pool, 6. By page->lru, which both have: the second one has
 * the shared page on its list, has flushed and is at its first entry, 21; munmap has cleared its first pte and has that page on
 * its list, then clears the second and is past the store to the `prev` of the shared page, 13 and 9; list_del() of the second
 * one loads the next entry, both neighbours, and finds that the one in front of the page is another list's, 4.
 */
expectVerdicts(hugetlbGather, [
  {
    design: '2.6.18',
    by: "no CPU has a translation of a page that is somebody else's",
    at: 'hugetlb_no_page.set_page_refcounted',
    steps: 18,
    states: 3083,
  },
  {
    design: '2.6.19-rc1',
    by: 'list-corruption',
    at: '__unmap_hugepage_range.list_del: prev->next != entry',
    steps: 47,
    states: 23_997,
    message: 'list_del corruption. prev->next should be page[1].lru, but was page[0].lru',
  },
  { design: '2.6.19', states: 8056, transitions: 22_481, witnesses: 2 },
]);

describe('hugetlb pages that are put before the flush', () => {
  it('are stored to by the user when they are free', async () => {
    const { also } = await checked(hugetlbGather, '2.6.18');
    expect(also.map(({ violation }) => violation.check)).toContain('stale-tlb');
  });
});

describe('the list by page->lru', () => {
  it('breaks by the page that both map, whoever comes first', async () => {
    const { trace } = await checked(hugetlbGather, '2.6.19-rc1');
    const [first, last] = [trace!.steps[0]!, trace!.steps.at(-1)!];
    expect(first.thread).toBe(last.thread);
    const threads = new Set(trace!.steps.map(({ thread }) => trace!.threads[thread]!.fn));
    expect([...threads]).toEqual(['unmap_hugepage_range']);
  });
});

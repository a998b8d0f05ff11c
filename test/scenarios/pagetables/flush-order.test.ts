import { describe, expect, it } from 'vitest';
import flushOrder from '../../../scenarios/pagetables/flush-order.ts';
import { checked } from '../../helpers/checked.ts';
import { expectVerdicts } from '../verdicts.ts';

/** 86ee79c3dbd: sparc64 had to flush before it released pages, as everybody else does. */
expectVerdicts(flushOrder, [
  { design: '2.6.22', states: 1664, transitions: 4002, witnesses: 3 },
  {
    design: 'sparc64-2.6.29',
    by: "no CPU has a translation of a page that is somebody else's",
    at: 'page_cache_alloc.alloc_pages',
    steps: 52,
    states: 1002,
  },
  { design: 'sparc64-2.6.30', states: 1638, transitions: 3952, witnesses: 3 },
]);

describe('the mmu_gather of 2.6.29', () => {
  it('lets the user store to a page that is free', async () => {
    const { also } = await checked(flushOrder, 'sparc64-2.6.29');
    expect(also.map(({ violation }) => violation.check)).toContain('stale-tlb');
  });

  it('frees the page before it flushes', async () => {
    const { trace } = await checked(flushOrder, 'sparc64-2.6.29');
    const lines = trace!.steps.map(({ line }) => line);
    expect(lines).toContain('put_page_testzero');
    expect(lines).not.toContain('flush_tlb_func');
  });
});

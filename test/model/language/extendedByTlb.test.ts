import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/index.ts';
import {
  before,
  design,
  goto,
  holds,
  oneStep,
  patch,
  pointer,
  scenario,
  table,
  thread,
  unless,
  VM_BUG_ON,
  violated,
} from '../../../index.ts';
import { onePage } from '../../../model/migration/index.ts';
import * as rmap from '../../../model/rmap/index.ts';

/** rmap, and what each CPU has of the vma's one address in its TLB. */
const mm = rmap.mm.extend({ tlb: table(2, { page: pointer('page') }) });
const { munmap } = mm.take(rmap);

const instruction = 'the CPU answers the IPI of a flush between two instructions';

/** The user's store, again and again: a miss walks the page table, and without a pte there is a fault. */
const user = mm.fn(
  'user',
  'arch/x86: a store of the user',
  { vma: pointer('vma') },
  {},
  {
    tlb: unless((s, my) => s.tlb[my.cpu]!.page === null, 'store'),
    walk: oneStep(
      instruction,
      unless((s, my) => {
        const { entry, page } = s.vma[my.vma!]!.pte;
        if (entry === 'present') s.tlb[my.cpu]!.page = page;
        return entry === 'present';
      }, 'return'),
    ),
    store: oneStep(
      instruction,
      goto('tlb', (s, my) => {
        const { page } = s.tlb[my.cpu]!;
        if (page !== null) VM_BUG_ON(s.page[page]!.count === 0, 'page_count(page) == 0');
      }),
    ),
  },
);

/** tlb_flush() of tlb_finish_mmu(): no CPU has anything of the vma any more. */
const flush = patch('mm: tlb_finish_mmu() flushes before it frees').in(
  munmap,
  before('free_pages_and_swap_cache', {
    tlb_flush: (s) => {
      for (const entry of s.tlb) entry.page = null;
    },
  }),
);

const why = 'one page, mapped once, of one vma';
const stale = scenario('test/stale-tlb', {
  summary: 'the user stores through a TLB entry while its page is unmapped and freed',
  machine: mm,
  sizes: { pages: 2, vmas: 2, anon_vmas: 2 },
  initial: (s) => {
    onePage.mapped(s);
    // The pte alone holds the page: nobody has isolated it.
    s.page[0]!.count = 1;
  },
  threads: { user: thread(user, { vma: 0 }), munmap: thread(munmap, { vma: 0 }) },
  properties: ({ sometimes }) => [
    sometimes(
      'the page is free while the user goes on',
      (s, { user }) => s.page[0]!.count === 0 && !user.ended,
    ),
  ],
  designs: {
    unflushed: design([], violated('BUG_ON', 'user.store')),
    flushed: design([flush], holds),
  },
  unreachable: {
    'zap_pte_range.ptep_get_and_clear: jumps': why,
    'unlink_anon_vmas.avc: jumps': why,
    'unlink_anon_vmas.empty: jumps': why,
    'munmap.tlb_finish_mmu: jumps': why,
    'put_page.put_page_testzero: jumps': why,
  },
});

describe('rmap with a TLB', () => {
  it('has the user store to a page that is free, where munmap() frees it before it flushes', async () => {
    const found = await check(stale, 'unflushed');
    expect(found).toMatchObject({ verdict: 'violated', asExpected: true });
  });

  it('holds with the flush', async () => {
    const { incomplete, verdict } = await check(stale, 'flushed');
    expect({ incomplete, verdict }).toEqual({ incomplete: [], verdict: 'holds' });
  });
});

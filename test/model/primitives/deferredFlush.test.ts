import { describe, expect, it } from 'vitest';
import {
  goto,
  machine,
  type Ptr,
  pointer,
  record,
  table,
  tasks,
  thread,
  unless,
} from '../../../model/language/index.ts';
import {
  callSingleData,
  flush_tlb_func,
  flush_tlb_others,
  irqFields,
  kernelChecks,
  load_contents,
  local_flush_tlb,
  pageContents,
  pageRefFields,
  pageRefs,
  put_page_testzero,
  store_contents,
  storedContents,
  takeReference,
  taskFields,
  tlbEntry,
  userLoad,
  userStore,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';

/**
 * Reclaim on CPU 0 clears a pte and flushes later, with a batch; the user on CPU 1 calls madvise(MADV_DONTNEED) meanwhile.
 * mm/rmap.c, mm/madvise.c v4.12, and 3ea277194daa, "mm, mprotect: flush TLB if potentially racing with a parallel reclaim
 * leaving stale TLB entries" (4.13)
 */
const mm = machine(
  {
    page: table(2, { ...pageRefs(1), contents: pageContents(1) }),
    pte: record({ page: pointer('page') }),
    address: record({ stored: storedContents(1) }),
    tlb: record({ entry: tlbEntry() }),
    csd: callSingleData(),
    task: tasks({ ...taskFields(), ...irqFields(), ...pageRefFields() }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My {
  page: Ptr<'page'>;
}
const locals = { page: pointer('page') };
const csd = (s: Mm) => s.csd;
const entry = (s: Mm) => s.tlb.entry;
const page = (_s: Mm, my: My) => my.page;
const fn = (name: string, listing: object) => mm.fn(name, 'an example', {}, locals, listing as never);

const takes = takeReference((s: Mm) => s.pte.page);
const reclaim = {
  ptep_get_and_clear: (s: Mm, my: never) => {
    takes(s, my);
    (my as My).page = s.pte.page;
    s.pte.page = null;
  },
  ...flush_tlb_others('try_to_unmap_flush', csd),
  put_page: put_page_testzero(page),
};

const how = { tlb: entry, walk: (s: Mm) => ({ page: s.pte.page, write: true }) };
const store = (s: Mm, _my: unknown, row: number) => store_contents(s.page[row]!, s.address, 1);
const load = (s: Mm, _my: unknown, row: number) => load_contents(s.page[row]!, s.address);
/** do_anonymous_page(): a page of zeros. */
const fault = (s: Mm) => {
  s.page[1]!.count = 1;
  s.pte.page = 1 as Ptr<'page'>;
};
const user = {
  ...userStore('before', { ...how, fault: 'pte_none' as const, access: store }),
  pte_none: unless((s: Mm) => s.pte.page === null, 'return'),
  flush_tlb_batched_pending: local_flush_tlb(entry),
  'what was stored is gone': (s: Mm) => {
    s.address.stored = 0;
  },
  ...userStore('store', { ...how, fault: 'store_fault' as const, access: store }),
  ...userLoad('load', { ...how, fault: 'load_fault' as const, access: load }),
  done: goto('return'),
  store_fault: goto('store', fault),
  load_fault: goto('load', fault),
};

const program = (listing: object) => {
  const ipi = thread(
    fn('ipi', flush_tlb_func(csd, entry)),
    {},
    { cpu: 1, context: 'interrupt', optional: true },
  );
  const threads = {
    reclaim: thread(fn('reclaim', reclaim), {}, { cpu: 0 }),
    user: thread(fn('user', listing), {}, { cpu: 1 }),
    ipi,
  };
  const initial = (s: Mm) => {
    s.pte.page = 0 as Ptr<'page'>;
    s.page[0]!.count = 1;
  };
  return programOf(mm, threads, { initial });
};

describe('a flush that is deferred', () => {
  it('is waited for by nobody who finds the pte cleared, and a store is lost', async () => {
    const { flush_tlb_batched_pending: _, ...unflushed } = user;
    // Filled, stored; cleared; none, gone, hit, stored; called; answered in three; missed, faulted, filled, loaded.
    expect(await nearest(program(unflushed))).toMatchObject({
      check: 'page-contents',
      message: '0 is loaded from where 1 was stored last',
      at: 'user load: access',
      steps: 15,
    });
  });

  it('is made up for by who finds it pending', async () => {
    expect(await nearest(program(user))).toBeUndefined();
    await expectAgreement(program(user).scenario, 'only', { sought: 'none' });
  });
});

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
  when,
} from '../../../model/language/index.ts';
import {
  __tlb_remove_page,
  BUG_ON,
  callSingleData,
  csd_lock_wait,
  csd_unlock,
  flush_tlb_func,
  flush_tlb_others,
  gatheredIn,
  get_page,
  holdersIn,
  irqFields,
  kernelChecks,
  local_flush_tlb,
  local_irq_disable,
  local_irq_enable,
  mmuGather,
  pageRefFields,
  pageRefs,
  preempt_enable,
  put_page_testzero,
  smp_call_function_single,
  takeReference,
  taskFields,
  tlb_flush_needed,
  tlb_next_page,
  tlb_remove_tlb_entry,
  tlbEntry,
  userStore,
} from '../../../model/primitives/index.ts';
import { countIsHolders } from '../../../properties/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

/** Two addresses of one mm, with a page each. CPU 0 unmaps them while CPU 1 stores to the second one. */
const mm = machine(
  {
    page: table(2, pageRefs(2)),
    pte: table(2, { page: pointer('page') }),
    tlb: table(2, { entry: tlbEntry() }),
    csd: callSingleData(),
    gather: mmuGather(2),
    slot: record({ page: pointer('page') }),
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
const gather = (s: Mm) => s.gather;
const page = (_s: Mm, my: My) => my.page;
const fn = (name: string, listing: object) => mm.fn(name, 'an example', {}, locals, listing as never);

const user = userStore('store', {
  tlb: (s: Mm) => s.tlb[1]!.entry,
  walk: (s: Mm) => (s.pte[1]!.page === null ? null : { page: s.pte[1]!.page, write: true }),
  fault: 'return',
});
const ipi = flush_tlb_func(csd, (s: Mm) => s.tlb[1]!.entry);

/** zap_pte_range() of one pte: its reference goes to the task, and into the batch. */
const zap = (i: number) => {
  const takes = takeReference((s: Mm) => s.pte[i]!.page);
  return {
    [`ptep_get_and_clear ${i}`]: (s: Mm, my: never) => {
      takes(s, my);
      (my as My).page = s.pte[i]!.page;
      s.pte[i]!.page = null;
    },
    [`tlb_remove_tlb_entry ${i}`]: tlb_remove_tlb_entry(gather),
    [`tlb_remove_page ${i}`]: __tlb_remove_page(page, gather),
  };
};
const flush = {
  local: local_flush_tlb((s: Mm) => s.tlb[0]!.entry),
  ...flush_tlb_others('others', csd),
};
const free = {
  next: unless(tlb_next_page(gather, 'page'), 'done'),
  put: goto('next', put_page_testzero(page)),
  done: () => {},
};
const finish = { flush_mmu: unless(tlb_flush_needed(gather), 'done'), ...flush, ...free };
const unmap = { ...zap(0), ...zap(1), ...finish };

const threads = (kernel: object, handler: object = ipi, user1: object = user) => ({
  unmap: thread(fn('unmap_vmas', kernel), {}, { cpu: 0 }),
  user: thread(fn('user', user1), {}, { cpu: 1 }),
  ipi: thread(fn('ipi', handler), {}, { cpu: 1, context: 'interrupt', optional: true }),
});
const initial = (s: Mm) => {
  for (const i of [0, 1]) {
    s.pte[i]!.page = i as Ptr<'page'>;
    s.page[i]!.count = 1;
  }
};
const isHeld = countIsHolders<Mm>(
  (s, i) => holdersIn(s.task, i) + gatheredIn(s.gather, i) + s.pte.filter((pte) => pte.page === i).length,
);
const found = (...given: Parameters<typeof threads>) =>
  nearest(programOf(mm, threads(...given), { initial, properties: [isHeld] }));

describe('a batch of pages that are unmapped', () => {
  it('is freed when every CPU has flushed', async () => {
    expect(await found(unmap)).toBeUndefined();
    const { scenario } = programOf(mm, threads({ initial, ...unmap }));
    const { states } = (await expectAgreement(scenario, 'only', { sought: 'none' }))!;
    expect(states).toBeGreaterThan(50);
  });

  it('is freed too early: in front of the flush', async () => {
    const early = { ...zap(1), ...free, done: unless(tlb_flush_needed(gather), 'return'), ...flush };
    // Filled; cleared, entry, batch, next, put; stored.
    expect(await found(early)).toMatchObject({ check: 'stale-tlb', steps: 7 });
  });

  it('is freed too early: with a flush of this CPU alone', async () => {
    const { local } = flush;
    expect(await found({ ...zap(1), local, ...free })).toMatchObject({ check: 'stale-tlb', steps: 8 });
  });

  it('is freed too early: without waiting for the other CPU', async () => {
    const others = smp_call_function_single(csd, { wait: false });
    expect(await found({ ...zap(1), others, ...free })).toMatchObject({ check: 'stale-tlb', steps: 8 });
  });

  it('is freed too early: by an answer that comes before the flush', async () => {
    const { flush_smp_call_function_queue, flush_tlb_func, csd_unlock: _ } = ipi;
    const hasty = {
      flush_smp_call_function_queue,
      csd_unlock: csd_unlock(csd),
      flush_tlb_func: goto('flush_smp_call_function_queue', flush_tlb_func),
    };
    // The handler keeps its CPU: the user of that one comes no sooner than it has flushed.
    expect(await found({ ...zap(1), ...flush, ...free }, hasty)).toBeUndefined();
    const { flush_tlb_func: __, ...forgets } = hasty;
    const never = { ...forgets, csd_unlock: goto('flush_smp_call_function_queue', csd_unlock(csd)) };
    expect(await found({ ...zap(1), ...flush, ...free }, never)).toMatchObject({ check: 'stale-tlb' });
  });

  it('has the references of the ptes: without them their pages are freed at once', async () => {
    const { 'tlb_remove_page 1': _, ...cleared } = zap(1);
    const put = put_page_testzero(page);
    expect(await found({ ...cleared, put, ...flush })).toMatchObject({ check: 'stale-tlb', steps: 5 });
  });

  it('loses its pages with whoever does not free them', async () => {
    // All references are in the batch: no thread has one, and the count is its holders.
    const { next: _, put: __, ...keeps } = finish;
    const program = programOf(mm, threads({ ...zap(0), ...zap(1), ...keeps }), {
      initial,
      properties: [isHeld],
    });
    expect(await nearest(program)).toBeUndefined();
    const drops = { ...zap(0), forget: (s: Mm) => Object.assign(s.gather, { page0: null, nr: 0 }) };
    expect(await found(drops)).toMatchObject({ check: 'always', steps: 4 });
  });

  it('is full: its pages are freed before there is room again', async () => {
    const remove = __tlb_remove_page(page, gather);
    const room = {
      ...zap(0),
      'tlb_remove_page 0': unless(remove, 'wrong'),
      ...zap(1),
      'tlb_remove_page 1': when(remove, 'wrong'),
      ...finish,
      done: goto('return'),
      wrong: () => BUG_ON(true, 'there is room for two'),
    };
    expect(await found(room)).toBeUndefined();
    const third = { ...zap(0), ...zap(1), again: get_page(page), over: remove };
    expect(await found(third)).toMatchObject({
      check: 'BUG_ON',
      message: 'VM_BUG_ON(batch->nr > batch->max)',
      steps: 8,
    });
  });
});

describe('a flush of another CPU', () => {
  it('waits while that one has interrupts off, and is not asked for with interrupts off', async () => {
    const busy = { local_irq_disable, busy: () => {}, local_irq_enable, ...user };
    expect(await found(unmap, ipi, busy)).toBeUndefined();
    expect(await found({ local_irq_disable, ...zap(1), ...flush })).toMatchObject({
      check: 'WARN_ON',
      at: 'unmap others',
    });
  });

  it('is one call and one wait, with preemption off', async () => {
    const lines = { call: smp_call_function_single(csd, { wait: true }), wait: csd_lock_wait(csd) };
    expect(Object.keys(flush_tlb_others('others', csd))).toEqual(['others', 'others: wait']);
    expect(await found({ ...zap(1), ...lines, ...free })).toBeUndefined();
    expect(await found({ ...zap(1), call: lines.call, preempt_enable, ...free })).toMatchObject({
      check: 'stale-tlb',
    });
  });
});

describe('what is no gather', () => {
  it('is refused', async () => {
    for (const most of [0, 32, 1.5]) expect(() => mmuGather(most)).toThrow('allowed: 1 to 31 pages');
    const line = { need: tlb_remove_tlb_entry((s: Mm) => s.slot as never) };
    await expect(explore(programOf(mm, threadsOf(mm, locals, line)))).rejects.toThrow('no mmuGather()');
  });
});

import { describe, expect, it } from 'vitest';
import { deref, machine, type Ptr, pointer, record, table, tasks } from '../../../model/language/index.ts';
import {
  allocate,
  kernelChecks,
  kmem_cache_free,
  local_flush_tlb,
  pageRefs,
  slab,
  taskFields,
  tlbEntry,
  userStore,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

/** A page table of two levels: a table of one pte, and the pmd that leads to it. */
const mm = machine(
  {
    page: table(1, pageRefs(1)),
    pmd: record({ table: pointer('ptp') }),
    ptp: slab(1, { page: pointer('page') }),
    tlb: record({ entry: tlbEntry() }),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My {
  table: Ptr<'ptp'>;
}
const locals = { table: pointer('ptp') };
const initial = (s: Mm) => {
  s.page[0]!.count = 1;
  allocate(s.ptp[0]!);
  s.ptp[0]!.page = 0 as Ptr<'page'>;
  s.pmd.table = 0 as Ptr<'ptp'>;
};
const entry = (s: Mm) => s.tlb.entry;
const how = {
  tlb: entry,
  levels: {
    pmd: (s: Mm, my: My) => {
      my.table = s.pmd.table;
      return my.table !== null;
    },
  },
  walk: (s: Mm, my: My) => ({ page: deref(s.ptp, my.table).page, write: true }),
  fault: 'return' as const,
};
const user = userStore('store', how);
const program = (...listings: object[]) => programOf(mm, threadsOf(mm, locals, ...listings), { initial });

/** free_pte_range(): the table is unlinked, and freed when no CPU can be in it. */
const free = {
  pmd_clear: (s: Mm, my: My) => {
    my.table = s.pmd.table;
    s.pmd.table = null;
  },
  flush: local_flush_tlb(entry),
  pte_free: (s: Mm, my: My) => kmem_cache_free(deref(s.ptp, my.table), s),
};

describe('a walk of several tables', () => {
  it('is a label for each, and none where the TLB has the address', () => {
    const walk = new Walk(program({ ...user, ...userStore('again', how) }));
    expect(walk.run('cpu0')).toEqual([
      'store',
      'store: pmd',
      'store: pte',
      'store: access',
      'again',
      'again: access',
    ]);
  });

  it('faults where a table is not there', () => {
    const walk = new Walk(program(user, { pmd_clear: free.pmd_clear })).step('cpu1', 'cpu0', 'cpu0');
    expect([walk.at('cpu0'), entry(walk.state.shared as never)]).toEqual([
      'end',
      { page: null, write: false, generation: 0, walking: false },
    ]);
  });

  it('begins anew after a flush, so that it comes into no table that is free', async () => {
    expect(await nearest(program(user, free))).toBeUndefined();
    const walk = new Walk(program(user, free)).step('cpu0', 'cpu0', 'cpu1', 'cpu1', 'cpu0');
    expect(walk.at('cpu0')).toBe('store');
  });

  it('comes into a table that is free, without the flush or with one behind it', async () => {
    const { flush, ...unflushed } = free;
    // Begun, at the table; unlinked, freed; looked into.
    const found = { check: 'slab-use-after-free', steps: 5, at: 'cpu0 store: pte' };
    expect(await nearest(program(user, unflushed))).toMatchObject(found);
    expect(await nearest(program(user, { ...unflushed, flush }))).toMatchObject(found);
  });
});

describe('one access', () => {
  it('is what each table makes', async () => {
    const sets = {
      pmd: (s: Mm) => {
        s.pmd.table = 0 as Ptr<'ptp'>;
      },
      pte: (s: Mm) => {
        s.ptp[0]!.page = 0 as Ptr<'page'>;
      },
      flush: free.flush,
    };
    const counts = await contendedOn(mm, { locals, initial }, { ...user, last: () => {} }, sets);
    expect(counts).toMatchObject({ store: 0, 'store: pmd': 1, 'store: pte': 1, 'store: access': 0 });
  });
});

describe('both engines and the oracle', () => {
  it('agree on walks', async () => {
    await agreeOn(mm, threadsOf(mm, locals, { initial, ...user }, free));
  });
});

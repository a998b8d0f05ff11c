import { describe, expect, it } from 'vitest';
import { buildProgram, check } from '../../../checker/index.ts';
import {
  type AnyFn,
  add,
  allocate,
  bool,
  call,
  count,
  design,
  holds,
  kernelChecks,
  kmem_cache_alloc,
  machine,
  patch,
  pointer,
  record,
  replace,
  scenario,
  size,
  spin_lock,
  spin_unlock,
  spinlock,
  table,
  taskFields,
  tasks,
  thenGoto,
  thread,
  unless,
  violated,
  when,
} from '../../../index.ts';
import { onePage } from '../../../model/migration/index.ts';
import * as rmap from '../../../model/rmap/index.ts';

/** struct anon_vma of 2.6.36: the lock of the oldest one of a tree is the lock of all. */
const mm = rmap.mm.extend({ anon_vma: { root: pointer('anon_vma') } });
const { munmap, page_lock_anon_vma, page_unlock_anon_vma, unlink_anon_vmas } = mm.take(rmap);

const page_referenced_anon = mm.fn(
  'page_referenced_anon',
  'mm/rmap.c v2.6.36',
  { page: pointer('page') },
  { anon_vma: pointer('anon_vma') },
  {
    page_lock_anon_vma: call(page_lock_anon_vma, { anon_vma: 'anon_vma' }),
    '!anon_vma': unless((_s, my) => my.anon_vma !== null, 'return'),
    page_unlock_anon_vma: call(page_unlock_anon_vma),
  },
);

/** anon_vma_fork() of a process whose root is row 1, and the exit of the child. */
const fork_then_exit = mm.fn(
  'fork_then_exit',
  'mm/rmap.c v2.6.36: anon_vma_fork',
  { vma: pointer('vma') },
  { anon_vma: pointer('anon_vma'), root: pointer('anon_vma') },
  {
    anon_vma_alloc: kmem_cache_alloc('anon_vma', (_s, my, row) => {
      my.anon_vma = row;
    }),
    'anon_vma->root = pvma->anon_vma->root': (s, my) => {
      my.root = s.vma[2]!.anon_vma;
      s.anon_vma[my.anon_vma!]!.root = my.root;
    },
    anon_vma_lock: spin_lock((s, my) => s.anon_vma[my.root!]!.lock),
    list_add: (s, my) => {
      const anon_vma = s.anon_vma[my.anon_vma!]!;
      anon_vma.head = add(anon_vma.head, my.vma);
      s.vma[my.vma!]!.anon_vma = my.anon_vma;
    },
    anon_vma_unlock: spin_unlock((s, my) => s.anon_vma[my.root!]!.lock),
    exit: call(unlink_anon_vmas),
  },
);

/** Commit 012f18004da of 2.6.36-rc1. */
const lock_root = patch('mm: always lock the root (oldest) anon_vma')
  .locals(page_lock_anon_vma, { root: pointer('anon_vma') })
  .locals(page_unlock_anon_vma, { root: pointer('anon_vma') })
  .locals(unlink_anon_vmas, { root: pointer('anon_vma') })
  .in(
    page_lock_anon_vma,
    replace('spin_lock', {
      'root_anon_vma = ACCESS_ONCE(anon_vma->root)': (s, my) => {
        my.root = s.anon_vma[my.anon_vma!]!.root;
      },
      spin_lock: thenGoto(
        spin_lock((s, my) => s.anon_vma[my.root!]!.lock),
        'return',
      ),
    }),
  )
  .in(
    page_unlock_anon_vma,
    replace('spin_unlock', {
      'anon_vma->root': (s, my) => {
        my.root = s.anon_vma[my.anon_vma!]!.root;
      },
      spin_unlock: spin_unlock((s, my) => s.anon_vma[my.root!]!.lock),
    }),
  )
  .in(
    unlink_anon_vmas,
    replace('spin_lock', {
      'anon_vma->root': (s, my) => {
        my.root = s.anon_vma[my.anon_vma!]!.root;
      },
      spin_lock: spin_lock((s, my) => s.anon_vma[my.root!]!.lock),
    }),
    replace('spin_unlock', { spin_unlock: spin_unlock((s, my) => s.anon_vma[my.root!]!.lock) }),
  );

/** Commit f18194275c39 of 2.6.36-rc4: with the lock taken, look again whether the page is still mapped. */
const fix_hang = patch('mm: fix hang on anon_vma->root->lock', lock_root).in(
  page_lock_anon_vma,
  replace('spin_lock', {
    spin_lock: spin_lock((s, my) => s.anon_vma[my.root!]!.lock),
    page_mapped_again: when((s, my) => s.page[my.page!]!.mapcount > 0, 'return'),
    spin_unlock: spin_unlock((s, my) => s.anon_vma[my.root!]!.lock),
  }),
);

const why = 'one page, mapped once, of one vma';
const root = scenario('test/root', {
  summary: 'the lock of the root, looked up again through an anon_vma that is another one by then',
  machine: mm,
  sizes: { pages: 2, vmas: 3, anon_vmas: 2 },
  initial: (s) => {
    onePage.mapped(s);
    const other = s.anon_vma[1]!;
    allocate(other);
    other.head = add(other.head, 2);
    [s.anon_vma[0]!.root, other.root, s.vma[2]!.anon_vma] = [0 as never, 1 as never, 1 as never];
  },
  threads: {
    kswapd: thread(page_referenced_anon, { page: 0 }),
    munmap: thread(munmap, { vma: 0 }),
    fork: thread(fork_then_exit, { vma: 1 }),
  },
  properties: ({ sometimes }) => [
    sometimes('kswapd meets the anon_vma of the child', (s, { kswapd }) =>
      kswapd.mayBeAt('page_lock_anon_vma.spin_lock') ? s.anon_vma[0]!.root === 1 : false,
    ),
  ],
  designs: {
    '2.6.36-rc1': design([lock_root], violated('lockdep', 'page_unlock_anon_vma.spin_unlock')),
    '2.6.36': design([lock_root, fix_hang], holds),
  },
  unreachable: {
    'page_lock_anon_vma.anon_mapping: jumps': why,
    'zap_pte_range.ptep_get_and_clear: jumps': why,
    'unlink_anon_vmas.avc: jumps': why,
    'unlink_anon_vmas.empty: jumps': why,
    'munmap.tlb_finish_mmu: jumps': why,
    'put_page.put_page_testzero: falls': 'isolation holds a reference',
    'put_page.free_hot_cold_page': 'isolation holds a reference',
  },
});

describe('functions of a smaller machine in one that has more fields', () => {
  it('unlocks another root than it has locked, as 2.6.36-rc1 did', async () => {
    const found = await check(root, '2.6.36-rc1');
    expect(found).toMatchObject({ verdict: 'violated', asExpected: true });
  });

  it('holds with the fix', async () => {
    expect((await check(root, '2.6.36')).incomplete).toEqual([]);
  });

  it('are the same functions, under their names', () => {
    expect(munmap).toBe(rmap.munmap);
    expect(Object.keys(mm.take({ munmap: rmap.munmap, mm: rmap.mm, text: 'x' }))).toEqual(['munmap']);
  });
});

describe('a schema', () => {
  const small = machine({ n: count(3), page: table(size('pages', 2), { lock: spinlock(), on: bool() }) }, [
    'a check',
  ]);

  it('gets fields in rows and records, new tables, and all of another machine', () => {
    const tlb = small.extend({ tlb: table(3, { page: pointer('page') }) }, ['stale-tlb']);
    const both = tlb.extend(machine({ n: count(3), m: record({ a: bool() }) }, ['a check', 'another']));
    expect(Object.keys(both.root.fields)).toEqual(['n', 'page', 'tlb', 'm']);
    expect(both.checks).toEqual(['a check', 'stale-tlb', 'another']);
    const more = both.extend({ m: { b: bool() }, page: { tlb: pointer('tlb') } });
    expect(Object.keys(more.root.fields.m.fields)).toEqual(['a', 'b']);
    expect(Object.keys(more.root.fields.page.row.fields)).toEqual(['lock', 'on', 'tlb']);
    expect(more.root.fields.page.rows).toEqual({ name: 'pages', fallback: 2 });
    expect(Object.keys(small.root.fields)).toEqual(['n', 'page']);
  });

  it('keeps a table whose rows come and go as one', () => {
    const { lifetime } = rmap.mm.root.fields.anon_vma;
    expect(lifetime?.leakCheck).toBe('kmemleak');
    expect(mm.root.fields.anon_vma.lifetime).toBe(lifetime);
    expect(mm.checks).toEqual(rmap.mm.checks);
  });

  it.each([
    [
      'another bound',
      { n: count(2) },
      'n: it is a count max 3, and a count max 2 in the extension; allowed: the same in both, or more fields for what is there',
    ],
    ['another kind', { n: bool() }, 'n: it is a count max 3, and a bool in the extension'],
    [
      'fields for a leaf',
      { n: { m: bool() } },
      'n: it is a leaf, to which fields are added; allowed: a record or a table',
    ],
    [
      'fields for nothing',
      { pag: { m: bool() } },
      'pag: fields are added to it, and it is not there; allowed: fields for a record or a table that is, or record({ … }), table(n, { … })',
    ],
    [
      'other rows',
      { page: table(3, { x: bool() }) },
      'page: it is a table of pages=2 rows, and a table of 3 rows in the extension',
    ],
    [
      'no lock',
      { page: { lock: record({ owner: pointer('task') }) } },
      'page[].lock: it is a record, a spinlock, and a record in the extension',
    ],
    [
      'a pointer to no table',
      { page: { to: pointer('pag') } },
      "page[].to: it points into 'pag', which is no table; ",
    ],
    [
      'nothing',
      undefined,
      'extend(): what the machine is extended by is undefined; allowed: { field: leaf, … }, or a machine',
    ],
  ])('refuses %s', (_, by, message) => {
    expect(() => small.extend(by as never)).toThrow(message);
  });
});

describe('a machine that has not all of another one', () => {
  const fields = { n: count(3), task: tasks(taskFields()) };
  const large = machine({ ...fields, m: bool() }, kernelChecks);
  const f = large.fn(
    'f',
    'x',
    {},
    {},
    {
      a: (s) => {
        s.m = true;
      },
    },
  );
  const small = machine(fields, kernelChecks);
  const message =
    "f is written for another machine, whose 'm' is not in this one; allowed: functions of this machine, and of those that it extends";
  const of = (fn: AnyFn) =>
    scenario('test/foreign', {
      summary: 'x',
      machine: small,
      threads: { t: thread(fn as typeof f, {}) },
      designs: { d: design([], holds) },
    });

  it('does not take its functions', () => {
    expect(() => small.take({ f })).toThrow(`take(): ${message}`);
  });

  it('starts none of them, and calls none', () => {
    expect(() => buildProgram(of(f), 'd')).toThrow(`test/foreign@d: ${message}`);
    const g = large.fn('g', 'x', {}, {}, { f: call(f) });
    expect(() => buildProgram(of({ ...g, root: small.root } as never), 'd')).toThrow(message);
  });
});

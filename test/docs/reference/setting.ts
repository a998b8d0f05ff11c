/** What the listings of the reference stand in: the compiler is asked about each in a function of this machine. */
import {
  addressOf,
  bitSpinlock,
  bool,
  callSingleData,
  completion,
  count,
  cpus,
  deref,
  hlist,
  irqFields,
  kernelChecks,
  list_head,
  listRegisters,
  loadedFields,
  loadedWord,
  machine,
  mmuGather,
  mutex,
  type Ptr,
  pageContents,
  pageFlags,
  pageLock,
  pageRefFields,
  pageRefs,
  pageWaitqueue,
  pointer,
  rcuFields,
  record,
  row,
  rwlock,
  rwsem,
  seqcount,
  seqlock,
  slabWithRcuHead,
  spinlock,
  storedContents,
  table,
  taskFields,
  tasks,
  tlbEntry,
  waitQueue,
  word,
  work,
  XA_STATE,
} from '../../../index.ts';

const list = list_head(
  'page[].lru',
  'anon_vma[].list',
  'zone[].inactive_list',
  'zone[].page_list',
  'zone[].anon_vma_list',
);
const { hlist_head, hlist_node } = hlist({ nodes: ['stable_node[].node'], heads: ['bucket[].head'] });
const page_flags = pageFlags({
  PG_isolated: bool(),
  PG_active: bool(),
  PG_dirty: bool(),
  PG_uptodate: bool(),
});

/** The fields of struct zspage that share a word, and the locals that they are loaded into. */
const zspage_word = word({ isolated: bool(), inuse: count(3), huge: bool() });
export const old_meta = loadedFields('meta', zspage_word);

export const shape = {
  meta: zspage_word,
  lock: spinlock(),
  tasklist_lock: rwlock(),
  free: count(3),
  packets: count(3),
  result: count(3),
  nr_free: count(3),
  nr_active: count(3),
  nr_isolated: count(3),
  nr_dirty: count(3),
  stopped: completion(),
  done: completion(),
  wq: waitQueue(),
  csd: callSingleData(),
  flushed: bool(),
  seq: seqcount(),
  i_size: count(3),
  hashed: bool(),
  rename_lock: seqlock(),
  mount_lock: seqlock(),
  d_parent: pointer('dentry'),
  mnt_parent: pointer('dentry'),
  dentry: table(2, {}),
  work: work(),
  handle: word({ pin: bitSpinlock(), obj: count(1) }),
  mm: record({ mmap_sem: rwsem(), mmap: pointer('vma') }),
  map: record({ pages: pointer('anon_vma') }),
  root: record({ mutex: mutex() }),
  pool: record({
    lock: mutex(),
    pages: count(3),
    isolated: count(3),
    destroying: bool(),
    stopped: completion(),
  }),
  page: table(2, {
    ...pageRefs(3),
    contents: pageContents(2),
    mapped: count(3),
    mapping: bool(),
    dirty: bool(),
    lock: pageLock(),
    flags: page_flags,
    wait: pageWaitqueue(),
    lru: list,
  }),
  zone: table(1, { inactive_list: list, page_list: list, anon_vma_list: list }),
  bucket: table(2, { head: hlist_head }),
  stable_node: table(2, { kpfn: count(3), node: hlist_node }),
  slot: table(1, { page: pointer('page') }),
  vma: slabWithRcuHead(2, { anon_vma: pointer('anon_vma') }),
  anon_vma: slabWithRcuHead(2, { lock: spinlock(), refcount: count(3), list }),
  pcp: table(2, { count: count(3) }),
  cpu: cpus(2, { pgfault: count(3), nr_pages: count(3) }),
  tlb: table(2, { entry: tlbEntry() }),
  gather: mmuGather(2),
  address: table(1, { stored: storedContents(2) }),
  task: tasks({ ...taskFields(), ...irqFields(), ...rcuFields(), ...pageRefFields() }),
};

export const mm = machine(shape, kernelChecks);
export type Mm = typeof mm.state;

/** The locals of the function that a listing stands in. */
export const locals = {
  page: pointer('page'),
  n: pointer('page'),
  vma: pointer('vma'),
  anon_vma: pointer('anon_vma'),
  stable_node: pointer('stable_node'),
  cpu_down: pointer('cpu'),
  parent: pointer('dentry'),
  target: pointer('dentry'),
  size: count(3),
  value: count(3),
  flags: bool(),
  old: loadedWord(page_flags),
  ...old_meta.locals,
  ...listRegisters(list),
};
export interface My {
  page: Ptr<'page'>;
  vma: Ptr<'vma'>;
  anon_vma: Ptr<'anon_vma'>;
  stable_node: Ptr<'stable_node'>;
}

export const page = (s: Mm, my: My) => deref(s.page, my.page);
export const flags = (s: Mm, my: My) => page(s, my).flags;
export const meta = (s: Mm) => s.meta;
export const csd = (s: Mm) => s.csd;
export const entry = (s: Mm, my: { readonly cpu: number }) => s.tlb[my.cpu]!.entry;
export const walk = (s: Mm) => ({ page: s.slot[0]!.page, write: true });
export const xas = XA_STATE(
  (s: Mm) => s.lock,
  (s: Mm) => s.slot[0]!,
);
export const page_lru = (_s: Mm, my: My) => addressOf('page[].lru', my.page);
export const inactive_list = () => addressOf('zone[].inactive_list', row('zone', 0));
export const page_list = () => addressOf('zone[].page_list', row('zone', 0));
export const anon_vma_list = () => addressOf('zone[].anon_vma_list', row('zone', 0));
export const list_of = (_s: Mm, my: My) => addressOf('anon_vma[].list', my.anon_vma);
export const anon_vma_of = (s: Mm, my: My) => deref(s.anon_vma, my.anon_vma);
export const bucket = () => addressOf('bucket[].head', row('bucket', 0));
export const node_of = (_s: Mm, my: My) => addressOf('stable_node[].node', my.stable_node);

/** Functions for listings that are about threads. */
export const example = mm.fn(
  'example',
  'of the reference',
  {},
  {},
  {
    'nr_free++': (s) => {
      s.nr_free++;
    },
  },
);
export const tick = mm.fn(
  'tick',
  'of the reference',
  {},
  {},
  {
    drain: (s) => {
      s.pcp[0]!.count = 0;
    },
  },
);

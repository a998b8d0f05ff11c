/** What the listings of the reference stand in: the compiler is asked about each in a function of this machine. */
import {
  bitSpinlock,
  bool,
  completion,
  count,
  irqFields,
  kernelChecks,
  machine,
  mutex,
  type Ptr,
  pageLock,
  pointer,
  record,
  rwlock,
  rwsem,
  size,
  slab,
  spinlock,
  table,
  taskFields,
  tasks,
  waitQueue,
  word,
  work,
} from '../../../index.ts';

export const shape = {
  lock: spinlock(),
  tasklist_lock: rwlock(),
  nr_free: count(3),
  free: count(3),
  packets: count(3),
  result: count(3),
  stopped: completion(),
  done: completion(),
  wq: waitQueue(),
  work: work(),
  handle: word({ pin: bitSpinlock(), obj: count(1) }),
  mm: record({ mmap_sem: rwsem(), mmap: pointer('vma') }),
  root: record({ mutex: mutex() }),
  pool: record({
    lock: mutex(),
    pages: count(3),
    isolated: count(3),
    destroying: bool(),
    stopped: completion(),
  }),
  page: table(2, { count: count(3), mapped: count(3), lock: pageLock() }),
  slot: table(1, { page: pointer('page') }),
  vma: table(2, { anon_vma: pointer('anon_vma') }),
  anon_vma: slab(2, { lock: spinlock(), refcount: count(3) }),
  pcp: table(size('cpus', 2), { count: count(3) }),
  task: tasks({ ...taskFields(), ...irqFields() }),
};

export const mm = machine(shape, kernelChecks);
export type Mm = typeof mm.state;

/** The locals of the function that a listing stands in. */
export const locals = {
  page: pointer('page'),
  vma: pointer('vma'),
  anon_vma: pointer('anon_vma'),
  flags: bool(),
};
export type Locals = { page: Ptr<'page'>; vma: Ptr<'vma'>; anon_vma: Ptr<'anon_vma'>; flags: boolean };

/** A function for listings that are about threads. */
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
    drain: (s, my) => {
      s.pcp[my.cpu]!.count = 0;
    },
  },
);

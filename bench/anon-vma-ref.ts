import {
  add,
  always,
  any,
  bool,
  count,
  design,
  either,
  goto,
  holds,
  isEmpty,
  machine,
  many,
  oneOf,
  oneStep,
  otherwise,
  type Ptr,
  pointer,
  type Row,
  type RowSet,
  removeRow,
  rowSet,
  type StateOf,
  scenario,
  size,
  table,
  thread,
  unless,
  wait,
} from '../model/language/index.ts';

const processes = size('processes', 3);
const migrators = size('migrators', 2);
const pages = size('pages', 2);

const shape = {
  process: table(processes, { pte: table(pages, { entry: oneOf('none', 'present', 'migration') }) }),
  page: table(pages, { locked: pointer('task'), mapcount: count(processes) }),
  anon_vma: table(pages, {
    linked: rowSet('process'),
    ref: count(migrators),
    inuse: bool(),
    lock: pointer('task'),
  }),
};

const ref = machine(shape);
type Ref = StateOf<typeof shape>;

/** A thread that remembers a page, and with it the anon_vma of the same number. */
interface OnPage {
  g: Ptr<'page'>;
  readonly current: Ptr<'task'> & number;
}
interface Process extends OnPage {
  readonly process: Ptr<'process'>;
}

const linked = (anon_vma: { linked: RowSet<'process'> }) => !isEmpty(anon_vma.linked);
const anon_vma_of = (s: Ref, my: OnPage) => s.anon_vma[my.g!]!;
const pte_of = (s: Ref, my: Process, g: Row<'page'>) => s.process[my.process!]!.pte[g]!;
const anon_vma_unlocked = (s: Ref, my: OnPage) => anon_vma_of(s, my).lock === null;
const lock_anon_vma = (s: Ref, my: OnPage) => {
  anon_vma_of(s, my).lock = my.current;
};
const unlock_anon_vma = (s: Ref, my: OnPage) => {
  anon_vma_of(s, my).lock = null;
};

const may_fault = (s: Ref, my: Process, g: Row<'page'>) => {
  const anon_vma = s.anon_vma[g]!;
  return (
    pte_of(s, my, g).entry === 'none' &&
    s.page[g]!.locked === null &&
    anon_vma.lock === null &&
    (!anon_vma.inuse || linked(anon_vma))
  );
};
const fault = (s: Ref, my: Process, g: Row<'page'>) => {
  const anon_vma = s.anon_vma[g]!;
  anon_vma.inuse = true;
  anon_vma.linked = add(anon_vma.linked, my.process);
  pte_of(s, my, g).entry = 'present';
  s.page[g]!.mapcount++;
};
const has_pte = (s: Ref, my: Process, g: Row<'page'>) => pte_of(s, my, g).entry !== 'none';
const zap = (s: Ref, my: Process, g: Row<'page'>) => {
  const pte = pte_of(s, my, g);
  if (pte.entry === 'present') s.page[g]!.mapcount--;
  pte.entry = 'none';
  my.g = g;
};
/** True where the process was the last user and frees. */
const unlink = (s: Ref, my: Process) => {
  const anon_vma = anon_vma_of(s, my);
  anon_vma.linked = removeRow(anon_vma.linked, my.process);
  anon_vma.lock = null;
  const last = !linked(anon_vma) && anon_vma.ref === 0;
  if (!last) my.g = null;
  return last;
};
const free_and_forget = (s: Ref, my: OnPage) => {
  anon_vma_of(s, my).inuse = false;
  my.g = null;
};

/** What a proof about the reference model is about: its own steps, not the kernel's. */
const asDefined =
  'coarser than the kernel: the reference model has it as one step, and its counts are what checkers are compared by';
/** The lock of an anon_vma, whose word says who has it. */
const lock = oneStep('a lock is taken with one locked instruction', wait(anon_vma_unlocked, lock_anon_vma));

const process = ref.fn(
  'process',
  'reference model',
  { process: pointer('process') },
  { g: pointer('page') },
  {
    idle: oneStep(
      asDefined,
      either(any('page', may_fault, fault, 'idle'), any('page', has_pte, zap, 'unlink_lock')),
    ),
    unlink_lock: lock,
    unlink_del: oneStep(asDefined, unless(unlink, 'idle')),
    unlink_free: goto('idle', free_and_forget),
  },
);

const may_lock = (s: Ref, _my: OnPage, g: Row<'page'>) =>
  s.page[g]!.locked === null && s.page[g]!.mapcount > 0;
const lock_page = (s: Ref, my: OnPage, g: Row<'page'>) => {
  s.page[g]!.locked = my.current;
  my.g = g;
};
const get_if_mapped = (s: Ref, my: OnPage) => {
  const page = s.page[my.g!]!;
  const mapped = page.mapcount > 0;
  if (mapped) anon_vma_of(s, my).ref++;
  else unlock_page(s, my);
  return mapped;
};
const unlock_page = (s: Ref, my: OnPage) => {
  s.page[my.g!]!.locked = null;
  my.g = null;
};
const present = (s: Ref, my: OnPage, p: number) => s.process[p]!.pte[my.g!]!.entry === 'present';
const unmap_one = (s: Ref, my: OnPage, p: number) => {
  s.process[p]!.pte[my.g!]!.entry = 'migration';
  s.page[my.g!]!.mapcount--;
};
const migrating = (s: Ref, my: OnPage, p: number) => s.process[p]!.pte[my.g!]!.entry === 'migration';
const remap_one = (s: Ref, my: OnPage, p: number) => {
  s.process[p]!.pte[my.g!]!.entry = 'present';
  s.page[my.g!]!.mapcount++;
};
/** True where the migrator was the last user and frees. */
const put_ref = (s: Ref, my: OnPage) => {
  const anon_vma = anon_vma_of(s, my);
  anon_vma.ref--;
  return anon_vma.ref === 0 && !linked(anon_vma);
};
const free = (s: Ref, my: OnPage) => {
  anon_vma_of(s, my).inuse = false;
};

const migrator = ref.fn(
  'migrator',
  'reference model',
  {},
  { g: pointer('page') },
  {
    start: oneStep(asDefined, either(any('page', may_lock, lock_page))),
    get: oneStep(asDefined, unless(get_if_mapped, 'start')),
    lock1: lock,
    unmap: oneStep(
      asDefined,
      either(any('process', present, unmap_one, 'unmap'), otherwise(unlock_anon_vma)),
    ),
    copy: () => {},
    lock2: lock,
    remap: oneStep(
      asDefined,
      either(any('process', migrating, remap_one, 'remap'), otherwise(unlock_anon_vma)),
    ),
    put: oneStep(asDefined, wait(anon_vma_unlocked, unless(put_ref, 'unlock'))),
    free,
    unlock: goto('start', unlock_page),
  },
);

const needsAnonVma = ['lock1', 'unmap', 'copy', 'lock2', 'remap', 'put'];

/**
 * The model that checkers are compared on: P processes fault and unmap G pages while M migrators move them.
 * Every checker must count the same states and transitions for the same three sizes.
 */
export default scenario('bench/anon-vma-ref', {
  summary: 'the reference model that checkers are compared on',
  machine: ref,
  threads: {
    process: many(processes, (i) => thread(process, { process: i }, { forever: true })),
    migrator: many(migrators, () => thread(migrator, {}, { forever: true })),
  },
  properties: [
    always('a migrator that needs an anon_vma has one that is not freed', (s: Ref, threads) =>
      threads.every(
        (t) => t.my.g === null || s.anon_vma[t.my.g]!.inuse || t.fn !== 'migrator' || !t.at(needsAnonVma),
      ),
    ),
    always('mapcount equals the number of present ptes', (s: Ref) =>
      s.page.every(({ mapcount }, g) => {
        let ptes = 0;
        for (const { pte } of s.process) if (pte[g]!.entry === 'present') ptes++;
        return mapcount === ptes;
      }),
    ),
    always('a freed anon_vma has no reference and no link', (s: Ref) =>
      s.anon_vma.every((anon_vma) => anon_vma.inuse || (anon_vma.ref === 0 && !linked(anon_vma))),
    ),
  ],
  designs: { reference: design([], holds) },
});

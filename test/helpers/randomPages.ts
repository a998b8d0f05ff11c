import {
  bool,
  count,
  has,
  type Ptr,
  pointer,
  record,
  type Shape,
  table,
  unless,
  when,
  word,
} from '../../model/language/index.ts';
import {
  __tlb_remove_page,
  cmpxchg,
  copy_highpage,
  free_frozen_page,
  get_page,
  get_page_unless_zero,
  giveReference,
  load_contents,
  loadedFields,
  loadWord,
  local_flush_tlb,
  mmuGather,
  page_ref_freeze,
  page_ref_unfreeze,
  pageContents,
  pageRefFields,
  pageRefs,
  put_page_testzero,
  set_bit,
  set_page_refcounted,
  spinlock,
  store_contents,
  storedContents,
  storeFields,
  takeReference,
  tlb_flush_needed,
  tlb_next_page,
  tlbEntry,
  try_cmpxchg,
  tryCmpxchgWord,
  userLoad,
  userStore,
  XA_STATE,
  xas_load,
  xas_lock,
  xas_reload,
  xas_store,
  xas_unlock,
  xchg,
} from '../../model/primitives/index.ts';
import type { Choices } from './choices.ts';

// biome-ignore lint/suspicious/noExplicitAny: random machines have no types
type Any = any;

const flags = word({ bit: bool(), n: count(1) });
const old: Any = loadedFields('old', flags);

/** How many pages there are. */
export const pageRows = 2;
/** What a machine with tasks has beside them, which it has pageTaskFields in. */
export const pagesShape: Shape = {
  page: table(pageRows, { ...pageRefs(2), contents: pageContents(1) }),
  mem: record({
    slot: record({ page: pointer('page'), stored: storedContents(1) }),
    xa_lock: spinlock(),
    tlb: tlbEntry(),
    gather: mmuGather(1),
    flags,
  }),
};
export const pageTaskFields: Shape = pageRefFields();
/** What functions have for what they load. */
export const pageLocals: Shape = { page: pointer('page'), ...old.locals };

const [slot, tlb, gather, word_of] = [
  (s: Any) => s.mem.slot,
  (s: Any) => s.mem.tlb,
  (s: Any) => s.mem.gather,
  (s: Any) => s.mem.flags,
];
const first = () => 0 as Ptr<'page'>;
const loaded = (_s: Any, my: Any) => my.page;
const inSlot = (s: Any) => s.mem.slot.page;
const xas: Any = XA_STATE((s: Any) => s.mem.xa_lock, slot);
const how: Any = {
  tlb,
  levels: { pmd: (s: Any) => s.mem.flags.bit },
  walk: (s: Any) => ({ page: s.mem.slot.page, write: true }),
  fault: 'return',
};
const stores: Any = userStore('s', {
  ...how,
  access: (s: Any, _my, page) => store_contents(s.page[page], s.mem.slot, 1),
});
const loads: Any = userLoad('l', {
  ...how,
  levels: undefined,
  access: (s: Any, _my, page) => load_contents(s.page[page], s.mem.slot),
});
const increments: Any = storeFields('f', word_of, old, (fields: Any) => {
  fields.n = 1 - fields.n;
});

/** Labels that go on at the following one. */
const steps: Readonly<Record<string, unknown>> = {
  'page = slot': (s: Any, my: Any) => {
    my.page = s.mem.slot.page;
  },
  'get_page(page[0])': get_page(first),
  'get_page(page)': get_page(loaded),
  'put_page(page[0])': put_page_testzero(first),
  'put_page(page)': put_page_testzero(loaded),
  'takeReference(slot)': takeReference(inSlot),
  'giveReference(page)': giveReference(loaded),
  'set_page_refcounted(page[0])': set_page_refcounted(first),
  page_ref_unfreeze: page_ref_unfreeze(first, 1),
  free_frozen_page: free_frozen_page(first),
  store_contents: (s: Any) => store_contents(s.page[0], s.mem.slot, 1),
  load_contents: (s: Any) => load_contents(s.page[0], s.mem.slot),
  copy_highpage: (s: Any) => copy_highpage(s.page[1], s.page[0]),
  local_flush_tlb: local_flush_tlb(tlb),
  xas_lock: xas_lock(xas),
  xas_unlock: xas_unlock(xas),
  'xas_store(NULL)': xas_store(xas, null),
  'xas_store(page)': xas_store(xas, (my: Any) => my.page),
  'xchg(slot, NULL)': xchg(slot, 'page', null, (my: Any, page: Any) => {
    my.page = page;
  }),
  loadWord: loadWord(word_of, old),
  storeFields: increments.f,
  'storeFields: store': increments['f: store'],
  set_bit: set_bit(word_of, 'bit'),
};
const tests: Readonly<Record<string, unknown>> = {
  get_page_unless_zero: get_page_unless_zero(loaded),
  put_page_testzero: put_page_testzero(loaded),
  page_ref_freeze: page_ref_freeze(first, 1),
  xas_load: xas_load(xas, 'page'),
  xas_reload: xas_reload(xas, 'page'),
  cmpxchg: cmpxchg(slot, 'page', null, first),
  try_cmpxchg: try_cmpxchg(slot, 'page', 'page', first),
  tryCmpxchgWord: tryCmpxchgWord(word_of, old, (fields: Any) => {
    fields.bit = !fields.bit;
  }),
  __tlb_remove_page: __tlb_remove_page(loaded, gather),
  tlb_flush_needed: tlb_flush_needed(gather),
  tlb_next_page: tlb_next_page(gather, 'page'),
  'user store: walk': stores.s.alternatives[0].effect,
  'user store: access': stores['s: access'].alternatives[0].effect,
  'user load: walk': loads.l.alternatives[0].effect,
  'user load: access': loads['l: access'].alternatives[0].effect,
};

/** What a user does, of whose accesses the others are about. */
const ofUsers = [
  'store_contents',
  'load_contents',
  'local_flush_tlb',
  ...Object.keys(tests).filter((name) => name.startsWith('user')),
];

/** What is done with references, whose holders the checks are about. */
const ofHolders = [
  'page = slot',
  'get_page(page)',
  'put_page(page)',
  'takeReference(slot)',
  'giveReference(page)',
  'put_page(page[0])',
];

const isUsed = (s: Any, my: Any) => my.page !== null && s.page[my.page].count > 0;
const holds = (s: Any, my: Any) => isUsed(s, my) && has(s.task[my.current].pages, my.page);
const isLocked = (s: Any, my: Any) => s.mem.xa_lock.owner === my.current;
/** When a line does what its caller has to see to; the others may stand anywhere. */
const careful: Readonly<Record<string, (s: Any, my: Any) => boolean>> = {
  'get_page(page[0])': (s, my) => s.page[0].count === 1 && !has(s.task[my.current].pages, 0),
  'get_page(page)': (s, my) => isUsed(s, my) && s.page[my.page].count === 1 && !holds(s, my),
  'put_page(page[0])': (s, my) => s.page[0].count > 0 && has(s.task[my.current].pages, 0),
  'put_page(page)': holds,
  'takeReference(slot)': (s, my) => {
    const { page } = s.mem.slot;
    return page !== null && !has(s.task[my.current].pages, page);
  },
  'giveReference(page)': holds,
  'set_page_refcounted(page[0])': (s, my) => s.page[0].count === 0 && !has(s.task[my.current].pages, 0),
  page_ref_unfreeze: (s) => s.page[0].frozen,
  free_frozen_page: (s) => s.page[0].frozen,
  xas_unlock: isLocked,
  'xas_store(NULL)': isLocked,
  'xas_store(page)': isLocked,
  get_page_unless_zero: (s, my) => my.page !== null && s.page[my.page].count < 2 && !holds(s, my),
  put_page_testzero: holds,
  xas_load: isLocked,
  xas_reload: isLocked,
  __tlb_remove_page: (s, my) => holds(s, my) && s.mem.gather.nr === 0,
  tlb_next_page: (s, my) => !has(s.task[my.current].pages, s.mem.gather.page0),
};

/** A line of a machine that has pagesShape; `label` is where a test goes. */
export function pageLine(choices: Choices, label: string): { text: string; line: unknown } {
  const names = [...Object.keys(steps), ...Object.keys(tests)];
  const name = choices.pick(choices.pick([names, names, ofUsers, ofUsers, ofHolders]));
  const raw = steps[name] ?? tests[name];
  const mayBe = choices.chance(name.startsWith('xas') ? 90 : 60) ? careful[name] : undefined;
  const line =
    mayBe === undefined || typeof raw !== 'function' ? raw : (s: Any, my: Any) => mayBe(s, my) && raw(s, my);
  const text = line === raw ? name : `if it may be ${name}`;
  if (Object.hasOwn(steps, name)) return { text, line };
  const kind = choices.chance(50) ? 'when' : 'unless';
  const test = (kind === 'when' ? when : unless)(line as () => boolean, label);
  return { text: `${kind} (${text}) goto ${label}`, line: test };
}

/** Some pages are in use, and some of what leads to them does so. */
export function pageStatements(choices: Choices): { text: string; of: (given: Any) => void }[] {
  const counts = Array.from({ length: pageRows }, () => choices.below(3));
  const generation = choices.below(2);
  const [isInSlot, isInTlb, isStored] = [choices.chance(70), choices.chance(50), choices.chance(50)];
  return [
    {
      text: `pages counted ${counts}${isInSlot ? ', one in the slot' : ''}${isInTlb ? `, one in the TLB since ${generation}` : ''}${isStored ? ', stored' : ''}`,
      of: ({ s }: Any) => {
        for (const [i, n] of counts.entries()) s.page[i].count = n;
        if (isInSlot) s.mem.slot.page = 0;
        if (isInTlb) Object.assign(s.mem.tlb, { page: 0, write: true, generation });
        if (isStored) s.mem.slot.stored = 1;
      },
    },
  ];
}

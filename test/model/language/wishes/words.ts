import {
  bool,
  count,
  loadedFields,
  machine,
  type Ptr,
  pointer,
  rowSet,
  rowsOf,
  set_bit,
  storeFields,
  table,
  thread,
  word,
} from '../../../../index.ts';
import { of, type Wish } from './wish.ts';

export function plainWords(): Wish {
  const flags = word({ isolated: bool(), waiters: bool() });
  const mm = machine({ flags });
  const waits = mm.fn('wait', 'test', {}, {}, { SetPageWaiters: set_bit((s) => s.flags, 'waiters') });
  const old = loadedFields('old', flags);
  const byHand = mm.fn('isolate', 'test', {}, old.locals, {
    load: (s, my) => {
      my.old_isolated = s.flags.isolated;
      my.old_waiters = s.flags.waiters;
    },
    store: (s, my) => {
      s.flags.isolated = true;
      s.flags.waiters = my.old_waiters;
      my.old_isolated = false;
      my.old_waiters = false;
    },
  });
  const plain = mm.fn('isolate', 'test', {}, old.locals, {
    ...storeFields(
      'isolated = true',
      (s: typeof mm.state) => s.flags,
      old,
      (fields) => {
        fields.isolated = true;
      },
    ),
  });
  return {
    wish: 'a plain store to a field of a word is a load and a store of all of it',
    before: of({ machine: mm, threads: { isolate: thread(byHand, {}), wait: thread(waits, {}) } }),
    after: of({ machine: mm, threads: { isolate: thread(plain, {}), wait: thread(waits, {}) } }),
  };
}

export function rowsOfSets(): Wish {
  const mm = machine({ anon_vma: table(2, { degree: count(2) }), chain: rowSet('anon_vma'), n: count(2) });
  const cast = mm.fn(
    'reuse',
    'test',
    {},
    { reused: pointer('anon_vma') },
    {
      find: (s, my) => {
        const found = rowsOf(s.chain).find((row) => s.anon_vma[row]!.degree < 2);
        my.reused = (found ?? null) as Ptr<'anon_vma'>;
      },
      count: (s, my) => {
        s.n = my.reused === null ? 0 : 1;
      },
    },
  );
  const typed = mm.fn(
    'reuse',
    'test',
    {},
    { reused: pointer('anon_vma') },
    {
      find: (s, my) => {
        my.reused = rowsOf(s.chain).find((row) => s.anon_vma[row]!.degree < 2) ?? null;
      },
      count: (s, my) => {
        s.n = my.reused === null ? 0 : 1;
      },
    },
  );
  const link = mm.fn(
    'link',
    'test',
    {},
    {},
    {
      'degree++': (s) => void s.anon_vma[0]!.degree++,
      link: (s) => void Object.assign(s, { chain: 3 }),
    },
  );
  return {
    wish: 'the rows of a set are rows, to keep in a pointer without a cast',
    before: of({ machine: mm, threads: { reuse: thread(cast, {}), link: thread(link, {}) } }),
    after: of({ machine: mm, threads: { reuse: thread(typed, {}), link: thread(link, {}) } }),
  };
}

import {
  any,
  array,
  bool,
  count,
  deref,
  either,
  goto,
  machine,
  on,
  type Ptr,
  pointer,
  range,
  record,
  row,
  startsAt,
  table,
  thread,
  unless,
  when,
} from '../../../../index.ts';
import { of, type Wish } from './wish.ts';

export function shortStyle(): Wish {
  const cache = machine({ page: table(1, { count: count(2) }), slot: table(1, { page: pointer('page') }) });
  type Cache = typeof cache.state;
  interface HasPage {
    page: Ptr<'page'>;
  }
  const page_of = (s: Cache, my: HasPage) => deref(s.page, my.page);
  const lookup = (s: Cache, my: HasPage): boolean => {
    my.page = s.slot[0]!.page;
    return my.page !== null;
  };
  const get_page = (s: Cache, my: HasPage): void => {
    page_of(s, my).count++;
  };
  const long = cache.fn(
    'find',
    'test',
    {},
    { page: pointer('page') },
    { lookup: unless(lookup, 'return'), get_page },
  );
  const fill = cache.fn(
    'fill',
    'test',
    {},
    {},
    { fill: (s) => void Object.assign(s.slot[0]!, { page: 0 as Ptr<'page'> }) },
  );
  const short = cache.fn(
    'find',
    'test',
    {},
    { page: pointer('page') },
    {
      '!page': unless((s, my) => {
        my.page = s.slot[0]!.page;
        return my.page !== null;
      }, 'return'),
      'page->count++': (s, my) => {
        deref(s.page, my.page).count++;
      },
    },
  );
  const filled = cache.fn(
    'fill',
    'test',
    {},
    {},
    {
      'slot = page': (s) => {
        s.slot[0]!.page = row('page', 0);
      },
    },
  );
  return {
    wish: 'recipes in the listing need no types, labels are the C, rows are rows',
    before: of({ machine: cache, threads: { find: thread(long, {}), fill: thread(fill, {}) } }),
    after: of({ machine: cache, threads: { find: thread(short, {}), fill: thread(filled, {}) } }),
  };
}

export function threeExits(): Wish {
  const mm = machine({ ret: count(2), n: count(3) });
  const inc = (s: typeof mm.state): void => {
    s.n++;
  };
  const guards = mm.fn(
    'f',
    'test',
    {},
    {},
    {
      again: either(
        on((s) => s.ret === 0 && s.n < 2, goto('again', inc)),
        on((s) => s.ret === 1 && s.n < 2, goto('fail', inc)),
        on((s) => s.ret === 2 || s.n >= 2, goto('done')),
      ),
      fail: goto('return'),
      done: () => {},
    },
  );
  const returned = mm.fn(
    'f',
    'test',
    {},
    {},
    {
      again: goto(['again', 'fail', 'done'], (s) => {
        if (s.ret === 2 || s.n >= 2) return 'done';
        s.n++;
        return s.ret === 0 ? 'again' : 'fail';
      }),
      fail: goto('return'),
      done: () => {},
    },
  );
  const set = mm.fn('set', 'test', {}, {}, { one: (s) => void s.ret++, two: (s) => void s.ret++ });
  const threads = (fn: typeof guards | typeof returned) => ({
    f: thread(fn as typeof guards, {}),
    set: thread(set, {}),
  });
  return {
    wish: 'a step goes on at one of three labels, and changes the state',
    before: of({ machine: mm, threads: threads(guards) }),
    after: of({ machine: mm, threads: threads(returned) }),
  };
}

export function localsThatAreMore(): Wish {
  const shape = { ready: table(2, { it: bool() }), sum: count(2) };
  const mm = machine({ ...shape, seen: table(2, { it: bool() }) });
  const own = machine(shape);
  const shared = mm.fn(
    'f',
    'test',
    {},
    { i: count(2), used: count(2), last: bool(), lastAt: count(1) },
    {
      look: (s, my) => {
        my.last = s.ready[my.i]!.it;
        my.lastAt = my.i;
        s.seen[my.i]!.it = my.last;
        my.i++;
        my.used++;
      },
      // Two are left to begin with, and a local starts at zero.
      next: when((_s, my) => 2 - my.used > 0, 'look'),
      sum: (s) => {
        s.sum = s.seen.filter(({ it: is }) => is).length;
        // What is shared stays behind, as locals do not.
        for (const one of s.seen) one.it = false;
      },
    },
  );
  const local = own.fn(
    'f',
    'test',
    {},
    {
      i: count(2),
      left: startsAt(count(2), 2),
      seen: array(2, bool()),
      last: record({ it: bool(), at: count(1) }),
    },
    {
      look: (s, my) => {
        my.last.it = s.ready[my.i]!.it;
        my.last.at = my.i;
        my.seen[my.i] = my.last.it;
        my.i++;
        my.left--;
      },
      next: when((_s, my) => my.left > 0, 'look'),
      sum: (s, my) => {
        s.sum = my.seen.filter((one) => one).length;
      },
    },
  );
  const ready = (of_: typeof own | typeof mm) =>
    (of_ as typeof own).fn(
      'ready',
      'test',
      {},
      {},
      {
        one: (s) => void Object.assign(s.ready[0]!, { it: true }),
        two: (s) => void Object.assign(s.ready[1]!, { it: true }),
      },
    );
  return {
    wish: 'locals are arrays and records, and have values to start with',
    before: of({ machine: mm, threads: { f: thread(shared, {}), ready: thread(ready(mm), {}) } }),
    after: of({ machine: own, threads: { f: thread(local, {}), ready: thread(ready(own), {}) } }),
  };
}

export function choices(): Wish {
  const shape = { page: table(2, { slot: table(2, { n: count(3) }) }) };
  const by = machine({ ...shape, pair: table(4, {}), triple: table(12, {}) });
  const mm = machine(shape);
  const flat = by.fn(
    'f',
    'test',
    {},
    {},
    {
      nested: either(
        any(
          'pair',
          () => true,
          (s, _my, i) => void s.page[i >> 1]!.slot[i & 1]!.n++,
        ),
      ),
      pairs: either(
        any(
          'triple',
          (_s, _my, i) => i % 3 !== 1,
          (s, _my, i) => {
            s.page[i < 6 ? 0 : 1]!.slot[Math.floor(i / 3) % 2]!.n = i % 3;
          },
        ),
      ),
    },
  );
  const chosen = mm.fn(
    'f',
    'test',
    {},
    {},
    {
      nested: either(
        any(
          'page[].slot',
          () => true,
          (s, _my, [page, slot]) => void s.page[page]!.slot[slot]!.n++,
        ),
      ),
      pairs: either(
        any(
          ['page[].slot', range(0, 2)],
          (_s, _my, [, n]) => n !== 1,
          (s, _my, [[page, slot], n]) => {
            s.page[page]!.slot[slot]!.n = n;
          },
        ),
      ),
    },
  );
  return {
    wish: 'choices range over pairs, tables within rows, and 0..n',
    before: of({ machine: by, threads: { f: thread(flat, {}) } }),
    after: of({ machine: mm, threads: { f: thread(chosen, {}) } }),
  };
}

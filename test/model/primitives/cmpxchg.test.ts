import { describe, expect, it } from 'vitest';
import {
  always,
  atTheEnd,
  count,
  goto,
  machine,
  oneOf,
  type Property,
  type Ptr,
  pointer,
  record,
  table,
  tasks,
  unless,
} from '../../../model/language/index.ts';
import {
  atomic_cmpxchg,
  cmpxchg,
  kernelChecks,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
  try_cmpxchg,
  xchg,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  {
    v: record({ n: count(3), k: oneOf('idle', 'busy', 'done') }),
    /** include/linux/llist.h: a list that is a stack, and whose first entry is exchanged. */
    llist: record({ first: pointer('node') }),
    node: table(2, { next: pointer('node') }),
    lock: spinlock(),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My {
  node: Ptr<'node'>;
  next: Ptr<'node'>;
  last: Ptr<'node'>;
  old: number;
}
const locals = { node: pointer('node'), next: pointer('node'), last: pointer('node'), old: count(3) };
const started = (...listings: object[]) => threadsOf(mm, locals, ...listings);
const programFor = (listings: object[], initial: (s: Mm) => void, ...properties: Property<Mm>[]) =>
  programOf(mm, started(...listings), { initial, properties });
const none = () => {};
const v = (s: Mm) => s.v;
const llist = (s: Mm) => s.llist;

const load = (s: Mm, my: My) => {
  my.old = s.v.n;
};
const inc = {
  load,
  try_cmpxchg: unless(
    try_cmpxchg(v, 'n', 'old', (my: My) => my.old + 1),
    'try_cmpxchg',
  ),
};
const ends = (n: number) => atTheEnd<Mm>('all are counted', (s) => s.v.n === n);

describe('the loop of try_cmpxchg', () => {
  it('loses no increment, as its test and its store are one', async () => {
    expect(await nearest(programFor([inc, inc], none, ends(2)))).toBeUndefined();
    const store = (s: Mm, my: My) => {
      s.v.n = my.old + 1;
    };
    const plain = { load, store };
    expect(await nearest(programFor([plain, inc], none, ends(2)))).toMatchObject({
      check: 'atTheEnd',
      steps: 4,
    });
    const test = (s: Mm, my: My) => s.v.n === my.old;
    const apart = { load, test: unless(test, 'load'), store };
    // Two loads, two tests, two stores.
    expect(await nearest(programFor([apart, apart], none, ends(2)))).toMatchObject({ steps: 6 });
  });

  it('has the value that was found in its local, where it fails', () => {
    const walk = new Walk(programFor([inc, inc], none)).step('cpu0').run('cpu1');
    expect(walk).toContain('try_cmpxchg');
    const other = new Walk(programFor([inc, inc], none)).step('cpu0', 'cpu1', 'cpu1', 'cpu0');
    expect([other.at('cpu0'), other.state.shared.v]).toEqual(['try_cmpxchg', { n: 1, k: 'idle' }]);
    other.step('cpu0');
    expect([other.at('cpu0'), other.state.shared.v]).toEqual(['end', { n: 2, k: 'idle' }]);
  });
});

describe('cmpxchg', () => {
  const op = (from: 'idle' | 'busy', keep?: (my: My, found: string) => void) =>
    cmpxchg(v, 'k', (_my: My) => from, 'done', keep);
  const last = () => {};

  it('stores the new value where the field has the old one', () => {
    const stored = (from: 'idle' | 'busy') => {
      const walk = new Walk(programFor([{ op: unless(op(from), 'return'), last }], none)).step('cpu0');
      return [(walk.state.shared.v as Mm['v']).k, walk.at('cpu0')];
    };
    expect(stored('idle')).toEqual(['done', 'last']);
    expect(stored('busy')).toEqual(['idle', 'end']);
  });

  it('gives what was there to who asks', () => {
    const found = (my: My, what: string) => {
      my.old = what === 'idle' ? 1 : 2;
    };
    const walk = new Walk(programFor([{ op: op('busy', found), store: load_old }], none)).step(
      'cpu0',
      'cpu0',
    );
    expect((walk.state.shared.v as Mm['v']).n).toBe(1);
  });

  it('is that of a counter too', async () => {
    const freeze = { freeze: unless(atomic_cmpxchg(v, 'n', 1, 0), 'return'), last };
    const one = (s: Mm) => {
      s.v.n = 1;
    };
    const atMostOne = always<Mm>('n is what it was, or 0', (s) => s.v.n <= 1);
    expect(await nearest(programFor([freeze, freeze], one, atMostOne, ends(0)))).toBeUndefined();
    expect(await nearest(programFor([freeze, inc], one, ends(0)))).toMatchObject({ check: 'atTheEnd' });
  });
});

function load_old(s: Mm, my: My) {
  s.v.n = my.old;
}

/** llist_add(), llist_del_first() and llist_del_all() of lib/llist.c. */
const first = (s: Mm, my: My) => {
  my.next = s.llist.first;
};
const link = (s: Mm, my: My) => {
  s.node[my.node!]!.next = my.next;
};
const llist_add = (label: string) => ({
  [`${label}: first`]: first,
  [`${label}: link`]: link,
  [`${label}: cmpxchg`]: unless(
    try_cmpxchg(llist, 'first', 'next', (my: My) => my.node),
    `${label}: link`,
  ),
});

describe('xchg', () => {
  const own = (row: number) => ({
    own: (_s: Mm, my: My) => {
      my.node = row as Ptr<'node'>;
    },
  });
  const take = xchg(llist, 'first', null, (my: My, old) => {
    my.node = old;
  });

  it('takes all that has been added, which nobody else has then', async () => {
    const del_all = { take, own: load_taken };
    const all = atTheEnd<Mm>('both are taken or on the list', (s) => chain(s, s.llist.first) + s.v.n === 2);
    const threads = [{ ...own(0), ...llist_add('add') }, { ...own(1), ...llist_add('add') }, del_all];
    expect(await nearest(programFor(threads, none, all))).toBeUndefined();
    // A load and a store in its place lose who is added between them.
    const plain = {
      first: (s: Mm, my: My) => {
        my.node = s.llist.first;
      },
      clear: (s: Mm) => {
        s.llist.first = null;
      },
      own: load_taken,
    };
    expect(await nearest(programFor([...threads.slice(0, 2), plain], none, all))).toMatchObject({
      check: 'atTheEnd',
    });
  });
});

const chain = (s: Mm, from: Ptr<'node'>): number => (from === null ? 0 : 1 + chain(s, s.node[from]!.next));
function load_taken(s: Mm, my: My) {
  s.v.n = chain(s, my.node);
}

describe('a value that is back', () => {
  const entry = (s: Mm, my: My) => {
    my.node = s.llist.first;
  };
  const next = (s: Mm, my: My) => {
    my.next = s.node[my.node!]!.next;
  };
  const del_first = (label: string, out = 'return') => ({
    [`${label}: entry`]: entry,
    [`${label}: empty`]: unless((_s: Mm, my: My) => my.node !== null, out),
    [`${label}: next`]: next,
    [`${label}: cmpxchg`]: unless(
      try_cmpxchg(llist, 'first', 'node', (my: My) => my.next),
      `${label}: empty`,
    ),
  });
  const keepFirst = (_s: Mm, my: My) => {
    my.last = my.node;
  };
  const putBack = (s: Mm, my: My) => {
    s.v.n = my.node! + 1;
    my.node = my.last;
  };
  const both = (s: Mm) => {
    s.llist.first = 0 as Ptr<'node'>;
    s.node[0]!.next = 1 as Ptr<'node'>;
  };
  /** v.n is the node that the second thread keeps, plus one. */
  const mine = always<Mm>(
    'what is taken is not on the list',
    (s) => s.v.n === 0 || s.llist.first !== s.v.n - 1,
  );

  it('is not seen by cmpxchg, which is why llist_del_first() needs a lock', async () => {
    const other = { ...del_first('a'), keepFirst, ...del_first('b'), putBack, ...llist_add('add') };
    // entry, empty, next; 4 and 1; 4 and 1; 3; cmpxchg.
    expect(await nearest(programFor([del_first('a'), other], both, mine))).toMatchObject({
      check: 'always',
      steps: 17,
    });
    const locked = (listing: object) => ({
      lock: spin_lock((s: Mm) => s.lock),
      ...listing,
      unlock: spin_unlock((s: Mm) => s.lock),
    });
    const inside = { ...locked(del_first('a', 'unlock')) };
    const otherInside = {
      ...locked({ ...del_first('a', 'unlock'), keepFirst, ...del_first('b', 'unlock'), putBack }),
      empty: unless((_s: Mm, my: My) => my.node !== null, 'return'),
      ...llist_add('add'),
    };
    expect(await nearest(programFor([inside, otherInside], both, mine))).toBeUndefined();
  });
});

describe('one access', () => {
  it('is what each makes', async () => {
    const listing = {
      xchg: xchg(v, 'n', 1),
      cmpxchg: cmpxchg(v, 'n', 1, 2),
      try: unless(
        try_cmpxchg(v, 'n', 'old', (my: My) => 3 - my.old),
        'xchg',
      ),
    };
    expect(await contendedOn(mm, { locals }, listing)).toEqual({ xchg: 1, cmpxchg: 1, try: 1 });
  });
});

describe('what has no such field', () => {
  it('is refused', async () => {
    const message =
      "what it exchanges is in an object without a field 'm'; allowed: a row or record that has the field";
    const line = { op: xchg(v as never, 'm' as never, 1 as never) };
    await expect(explore(programOf(mm, started(line)))).rejects.toThrow(message);
  });
});

describe('both engines and the oracle', () => {
  it('agree on exchanges', async () => {
    const again = { ...inc, again: goto('load', xchg(v, 'n', 0)) };
    await agreeOn(mm, started(again, { set: unless(cmpxchg(v, 'k', 'idle', 'busy'), 'return') }, inc));
  });
});

import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  any,
  atomically,
  bool,
  call,
  count,
  deref,
  either,
  goto,
  machine,
  on,
  oneStep,
  otherwise,
  pointer,
  rowSet,
  table,
  tasks,
  unless,
  wait,
  word,
} from '../../../model/language/index.ts';
import {
  BUG_ON,
  kernelChecks,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine(
  {
    flag: bool(),
    inside: count(2),
    obj: table(2, { refs: count(3), busy: bool() }),
    at: pointer('obj'),
    listed: rowSet('obj'),
    pte: word({ present: bool(), dirty: bool() }),
    lock: spinlock(),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type S = typeof mm.state;

const raise = (s: S) => void Object.assign(s, { flag: true });
const inner = mm.fn(
  'inner',
  'test',
  {},
  {},
  { look: () => {}, both: (s: S) => void Object.assign(s, { flag: !s.flag }) },
);
const clears = { clear: (s: S) => void Object.assign(s, { at: null }) };
const isNoObject = (s: S) => BUG_ON(s.at === null, 'it was there a moment ago');

interface Case {
  readonly says: string;
  /** What two threads run, or what the second one does. */
  readonly line: unknown;
  readonly other?: object;
  /** What the report says that the label accesses, and of whom. */
  readonly makes: string;
  readonly label?: string;
}

const coarse: readonly Case[] = [
  {
    says: 'a flag is tested and set, and what it guards counted',
    line: (s: S) => {
      if (s.flag) return;
      s.flag = true;
      s.inside++;
    },
    makes: 'a load of flag, a store of flag, a load of inside, a store of inside',
  },
  {
    says: 'a pointer is tested and loaded again',
    line: (s: S) => {
      if (s.at !== null) isNoObject(s);
    },
    other: clears,
    makes: '2 loads of at',
  },
  {
    says: 'a count is counted up',
    line: (s: S) => void Object.assign(s, { inside: 2 - s.inside }),
    makes: 'a load of inside, a store of inside',
  },
  {
    says: 'a pointer is followed',
    line: (s: S) => s.at !== null && deref(s.obj, s.at).busy,
    other: { ...clears, busy: (s: S) => void Object.assign(s.obj[0]!, { busy: true }) },
    makes: '2 loads of at, a load of obj[].busy',
  },
  {
    says: 'a wait ends, and what it was for is taken',
    line: wait((s: S) => !s.flag, raise),
    other: { lower: (s: S) => void Object.assign(s, { flag: false }) },
    makes: 'a load of flag, a store of flag',
  },
  {
    says: 'a branch has looked at what it stores',
    line: either(
      on((s: S) => !s.flag, raise),
      otherwise(),
    ),
    makes: 'a load of flag, a store of flag',
  },
  {
    says: 'a row is chosen by what is stored then',
    line: either(
      any(
        'obj',
        (s: S, _my, row) => s.obj[row]!.refs === 0,
        (s: S, _my, row) => void Object.assign(s.obj[row]!, { refs: 1 }),
      ),
      otherwise(),
    ),
    makes: 'a load of obj[].refs, a store of obj[].refs',
  },
  {
    says: 'a jump hangs on two words',
    line: unless((s: S) => s.flag && s.inside === 0, 'last'),
    other: { flag: raise, inside: (s: S) => void Object.assign(s, { inside: 1 }) },
    makes: 'a load of flag, a load of inside',
  },
  {
    says: 'it stands in a function that is called',
    line: call(inner as never),
    makes: 'a load of flag, a store of flag',
    label: 'inner.both',
  },
  {
    says: 'a part of a word is stored by what the word was',
    line: (s: S) => void Object.assign(s.pte, { dirty: s.pte.present }),
    other: { present: (s: S) => void Object.assign(s.pte, { present: true }) },
    makes: 'a load of pte, a store of pte',
  },
];

/** Two threads, while the first object is where everybody finds it. */
const checked = (one: object, other: object = one) => {
  const initial = (s: S) => void Object.assign(s, { at: 0 });
  return check(programOf(mm, threadsOf(mm, {}, one, other), { initial }).scenario, 'only');
};
const last = { last: () => {} };

describe('a label that is too coarse', () => {
  it.each(coarse)('lets nothing hold where $says', async ({ line, other, makes, label = 'f0.line' }) => {
    const { verdict, asExpected, incomplete } = await checked({ line, ...last }, other);
    expect([verdict, asExpected]).toEqual(['incomplete', false]);
    const reasons = incomplete.filter((text) => text.includes('is too coarse'));
    expect(reasons[0]).toContain(`the label ${label} is too coarse: it makes ${makes} in one step, and `);
    expect(reasons).toHaveLength(other === undefined && label === 'f0.line' ? 2 : 1);
  });

  it.each(coarse)('is told beside what fails, where $says', async ({ line, other }) => {
    const fails = () => BUG_ON(true, 'it fails in any case');
    const { verdict, coarse: told } = await checked({ line, ...last, fails }, other ?? { line, ...last });
    expect(verdict).toBe('violated');
    expect(told.length).toBeGreaterThan(0);
  });
});

describe('a label that others cannot tell from one access', () => {
  const locked = (...names: readonly string[]) => ({
    lock: spin_lock((s: S) => s.lock),
    ...Object.fromEntries(names.map((name) => [name, (s: S) => void Object.assign(s, { flag: !s.flag })])),
    unlock: spin_unlock((s: S) => s.lock),
  });
  it.each<[what: string, line: unknown, other?: object]>([
    ['an atomic instruction', (s: S) => atomically(() => void Object.assign(s, { inside: 2 - s.inside }))],
    [
      'parts of a word that are stored together',
      (s: S) => void Object.assign(s.pte, { present: true, dirty: true }),
    ],
    ['what nobody else touches', (s: S) => void Object.assign(s, { inside: 2 - s.inside }), { other: raise }],
    ['what is loaded twice and never stored', (s: S) => s.flag && s.flag],
    [
      'one step by a reason',
      oneStep('try_cmpxchg() on the flag', (s: S) => void Object.assign(s, { flag: !s.flag })),
    ],
    ['a step with its thread’s own locals', goto('last', () => {})],
  ])('is no reason against holding: %s', async (_what, line, other) => {
    expect(await checked({ line, ...last }, other)).toMatchObject({
      verdict: 'holds',
      incomplete: [],
      coarse: [],
    });
  });

  it('is one that all others exclude by a lock, with none declared', async () => {
    expect(await checked(locked('first', 'second'), locked('only'))).toMatchObject({
      verdict: 'holds',
      coarse: [],
    });
    const { verdict, coarse: told } = await checked(locked('first', 'second'), { bare: raise });
    expect([verdict, ...told.map(({ id }) => id)]).toEqual(['incomplete', 'f0.first', 'f0.second']);
  });
});

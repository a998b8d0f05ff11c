import { describe, expect, it } from 'vitest';
import {
  atTheEnd,
  bool,
  constant,
  count,
  goto,
  machine,
  oneOf,
  pointer,
  range,
  record,
  table,
  unless,
  word,
} from '../../../model/language/index.ts';
import {
  loadedFields,
  loadWord,
  set_bit,
  storeFields,
  tryCmpxchgWord,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

const meta = word({
  isolated: bool(),
  inuse: count(2),
  fullness: oneOf('empty', 'some', 'full'),
  pool: pointer('pool'),
});
const mm = machine({ meta, pool: table(2, { n: count(1) }) });
type Mm = typeof mm.state;
const old = loadedFields('old', meta);
const of = (s: Mm) => s.meta;
const started = (...listings: object[]) => threadsOf(mm, old.locals, ...listings);

const inc = storeFields('inuse++', of, old, (fields) => {
  fields.inuse++;
});
const fill = storeFields('fullness = some', of, old, (fields) => {
  fields.fullness = 'some';
});
const isolate = { isolate: set_bit(of, 'isolated') };
const isolated = atTheEnd<Mm>('it is isolated', (s) => s.meta.isolated);
const both = atTheEnd<Mm>('both are stored', (s) => s.meta.inuse === 1 && s.meta.fullness === 'some');

describe('a plain store to fields', () => {
  it('changes what it says, and stores the others as they were loaded', () => {
    const initial = (s: Mm) => {
      Object.assign(s.meta, { isolated: true, inuse: 1, fullness: 'full', pool: 1 });
    };
    const walk = new Walk(programOf(mm, started(inc), { initial }));
    expect(walk.run('cpu0')).toEqual(['inuse++', 'inuse++: store']);
    expect(walk.state.shared.meta).toEqual({ isolated: true, inuse: 2, fullness: 'full', pool: 1 });
  });

  it('loses an atomic operation on a bit, between its load and its store', async () => {
    const program = programOf(mm, started(inc, isolate), { properties: [isolated] });
    expect(await nearest(program)).toMatchObject({ check: 'atTheEnd', steps: 3 });
  });

  it('loses a store to another field, which another lock keeps', async () => {
    const program = programOf(mm, started(inc, fill), { properties: [both] });
    expect(await nearest(program)).toMatchObject({ check: 'atTheEnd', steps: 4 });
  });

  it('leaves nothing in its locals', async () => {
    const { depth, states } = await explore(programOf(mm, started({ ...inc, stay: () => {} })));
    // At the load, the store, the last label and the end: what was loaded is zero in all but the second.
    expect([depth, states]).toEqual([3, 4]);
    const zero = old.registers.map(([, local, value]) => [local, value]);
    expect(zero).toEqual([
      ['old_isolated', false],
      ['old_inuse', 0],
      ['old_fullness', 'empty'],
      ['old_pool', null],
    ]);
    const others = loadedFields('x', word({ above: range(2, 3), below: range(-1, 3), same: constant(2) }));
    expect(others.registers.map(([, , value]) => value)).toEqual([2, 0, 2]);
  });
});

describe('fields in words of their own', () => {
  it('are lost to nobody', async () => {
    const apart = machine({ meta: record({ isolated: bool() }), inuse: count(2) });
    type Apart = typeof apart.state;
    const threads = threadsOf(
      apart,
      { n: count(2) },
      {
        load: (s: Apart, my: { n: number }) => {
          my.n = s.inuse;
        },
        store: (s: Apart, my: { n: number }) => {
          s.inuse = my.n + 1;
        },
      },
      { isolate: set_bit((s: Apart) => s.meta, 'isolated') },
    );
    const end = atTheEnd<Apart>('it is isolated', (s) => s.meta.isolated && s.inuse === 1);
    expect(await nearest(programOf(apart, threads, { properties: [end] }))).toBeUndefined();
  });
});

const loop = (change: (fields: Mm['meta']) => void) => ({
  load: loadWord(of, old),
  try_cmpxchg: unless(tryCmpxchgWord(of, old, change), 'try_cmpxchg'),
});
const incLoop = loop((fields) => {
  fields.inuse++;
});
const fillLoop = loop((fields) => {
  fields.fullness = 'some';
});

describe('the loop of try_cmpxchg on a word', () => {
  it('loses nothing of the other fields', async () => {
    const properties = [isolated, both];
    const all = started(incLoop, fillLoop, isolate);
    expect(await nearest(programOf(mm, all, { properties }))).toBeUndefined();
    // One of them with a plain store, and it does.
    const plain = started(inc, fillLoop, isolate);
    expect(await nearest(programOf(mm, plain, { properties }))).toMatchObject({ check: 'atTheEnd' });
  });

  it('has all of the word in its locals, where it fails', () => {
    const walk = new Walk(programOf(mm, started(incLoop, isolate)));
    walk.step('cpu0', 'cpu1', 'cpu0');
    expect([walk.at('cpu0'), walk.state.shared.meta]).toMatchObject(['try_cmpxchg', { inuse: 0 }]);
    walk.step('cpu0');
    expect([walk.at('cpu0'), walk.state.shared.meta]).toMatchObject(['end', { inuse: 1, isolated: true }]);
  });
});

describe('one access', () => {
  it('is what each label makes', async () => {
    const zero = loop((fields) => {
      fields.inuse = 0;
    });
    const found = await contendedOn(
      mm,
      { locals: old.locals },
      {
        ...zero,
        ...storeFields('plain', of, old, (fields) => {
          fields.inuse = 1;
        }),
      },
    );
    expect(found).toEqual({ load: 1, try_cmpxchg: 1, plain: 1, 'plain: store': 1 });
  });
});

describe('what is no word of fields', () => {
  it('has no locals', () => {
    const refused = 'loadedFields(): it is given an object; allowed: a word() of fields';
    for (const node of [record({ a: bool() }), word({}), word({ a: record({ b: bool() }) })])
      expect(() => loadedFields('old', node)).toThrow(refused);
    expect(() => loadedFields('old', undefined as never)).toThrow('loadedFields(): it is given undefined');
  });

  it('is not loaded', async () => {
    const elsewhere = (s: Mm) => s.pool[0] as never;
    const line = { load: loadWord(elsewhere, old) };
    await expect(explore(programOf(mm, started(line)))).rejects.toThrow(
      "what it works on is an object without a field 'isolated'; allowed: the word() of loadedFields()",
    );
  });
});

describe('both engines and the oracle', () => {
  it('agree on fields of a word', async () => {
    const third = (fields: Mm['meta']) => {
      fields.inuse = (fields.inuse + 1) % 3;
      fields.pool = fields.pool === null ? (0 as never) : null;
    };
    const again = { ...loop(third), again: goto('load') };
    await agreeOn(mm, started(again, { ...isolate, ...fill }));
  });
});

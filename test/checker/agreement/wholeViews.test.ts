import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  always,
  bool,
  count,
  deref,
  everyStep,
  machine,
  oneOf,
  type Property,
  pointer,
  record,
  table,
  tasks,
  thread,
  wait,
} from '../../../model/language/index.ts';
import { slab, taskFields } from '../../../model/primitives/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

// Wide enough for its fields not to lie in the order in which they are written.
const mm = machine({
  small: count(3),
  page: table(2, { locked: bool(), refs: count(2 ** 20), in: record({ y: bool(), x: count(2 ** 20) }) }),
  group: record({ z: oneOf('none', 'some'), a: count(2 ** 20), sub: table(1, { c: count(3) }) }),
  wide: count(2 ** 20),
  at: pointer('page'),
  to: pointer('page'),
});
type Mm = typeof mm.state;

/** The state in which recipes and properties look, as a plain object. */
const plain = {
  small: 2,
  page: [
    { locked: true, refs: 7, in: { y: false, x: 3 } },
    { locked: false, refs: 0, in: { y: true, x: 0 } },
  ],
  group: { z: 'some', a: 5, sub: [{ c: 1 }] },
  wide: 9,
  at: 1,
  to: 1,
};
const initial = (s: Mm) => {
  Object.assign(s, { small: 2, wide: 9, at: 1, to: 1 });
  Object.assign(s.page[0]!, { locked: true, refs: 7 });
  s.page[0]!.in.x = 3;
  s.page[1]!.in.y = true;
  Object.assign(s.group, { z: 'some', a: 5 });
  s.group.sub[0]!.c = 1;
};

const { page } = plain;
const twice = (s: Mm, of: (s: Mm) => unknown) => {
  const once = of(s);
  return once === of(s);
};

// biome-ignore lint/suspicious/noExplicitAny: whatever is looked at, as a user's JavaScript does
const looks: readonly [what: string, look: (s: any) => unknown][] = [
  ['JSON.stringify of the state', (s) => JSON.stringify(s)],
  ['JSON.stringify of a table', (s) => JSON.stringify(s.page)],
  ['JSON.stringify of a row', (s) => JSON.stringify(s.page[0])],
  ['spreading a row', (s) => ({ ...s.page[1], extra: 1 })],
  ['spreading the state', (s) => JSON.stringify({ ...s })],
  ['spreading a table', (s) => [...s.page, 1].length],
  ['the rest of a record', ({ group: { z, ...rest } }) => [z, JSON.stringify(rest)]],
  ['the rest of a table', ({ page: [, ...rest] }) => rest.map((row: Mm['page'][0]) => row.in.y)],
  ['Object.keys of the state', (s) => Object.keys(s)],
  ['Object.keys of a row', (s) => Object.keys(s.page[0])],
  ['Object.values of a record', (s) => Object.values(s.group.sub[0])],
  ['Object.entries of a row', (s) => Object.entries(s.page[0].in)],
  ['Object.entries of a table', (s) => Object.entries(s.page).map(([key]) => key)],
  ['Object.assign from a row', (s) => Object.assign({ refs: 1 }, s.page[0]).refs],
  ['Reflect.ownKeys of a record', (s) => Reflect.ownKeys(s.group)],
  [
    'for in',
    (s) => {
      const found = [];
      for (const key in s.group) found.push(key);
      for (const key in s.page) found.push(key);
      return found;
    },
  ],
  ['in', (s) => ['refs' in s.page[0], 'toString' in s.page[0], 'none' in s.group, 2 in s.page]],
  ['Object.hasOwn', (s) => [Object.hasOwn(s.group, 'a'), Object.hasOwn(s.group, 'hasOwnProperty')]],
  ['the prototype', (s) => Object.getPrototypeOf(s.page[0]) === Object.prototype],
  ['whether it is an array', (s) => [Array.isArray(s.page), Array.isArray(s.group)]],
  ['String', (s) => String(s.group)],
  ['structuredClone', (s) => structuredClone(s)],
  ['isDeepStrictEqual with what it is', (s) => isDeepStrictEqual(s, plain)],
  ['isDeepStrictEqual with what it is not', (s) => isDeepStrictEqual(s.page[0], { ...page[0], refs: 6 })],
  ['isDeepStrictEqual of rows', (s) => isDeepStrictEqual(s.page[0], s.page[1])],
  [
    'a row twice',
    (s) => [twice(s, (of) => of.page[0]), twice(s, (of) => of.group), twice(s, (of) => of.page)],
  ],
  ['a row by two pointers', (s) => deref(s.page, s.at) === deref(s.page, s.to)],
  ['indexOf', (s) => [s.page.indexOf(deref(s.page, s.at)), s.page.indexOf({ ...s.page[0] })]],
  ['includes', (s) => [s.page.includes(s.page[1]), s.page.includes({ ...page[1] })]],
  ['a set of rows', (s) => new Set([s.page[0], s.page[1], s.page[0]]).size],
  ['sorting a copy', (s) => [...s.page].sort((a, b) => a.refs - b.refs).map(({ refs }) => refs)],
  [
    'toSorted',
    (s) => s.page.toSorted?.((a: Mm['page'][0], b: Mm['page'][0]) => a.refs - b.refs)[0].refs ?? 0,
  ],
  [
    'slice and reverse',
    (s) =>
      s.page
        .slice()
        .reverse()
        .map((row: Mm['page'][0]) => row.locked),
  ],
  [
    'concat, flatMap, at',
    (s) => [s.page.concat(s.page).length, s.page.at(-1).refs, s.page.flatMap(() => [1, 2])],
  ],
  ['what is beyond a table', (s) => [s.page[2], s.page[-1], s.page.at(5), s.page.length]],
];

/** What both engines see of the state in an effect, a guard and a property. */
function seen(look: (s: Mm) => unknown): unknown[] {
  const found: unknown[] = [];
  const note = (s: Mm) => {
    // As text and as a value: a copy that shares rows with a view would change with it.
    found.push(structuredClone(look(s)));
    return true;
  };
  const listing = { effect: (s: Mm) => void note(s), guard: wait(note) };
  const program = programOf(mm, threadsOf(mm, {}, listing), { initial, properties: [always('looks', note)] });
  naiveSearch(program, 'any');
  const reference = found.length;
  expect(reference).toBeGreaterThan(3);
  return [explore(program).then(() => found.slice(reference)), found.slice(0, reference)];
}

describe('looking at a view as a whole', () => {
  it.each(looks)('shows what a plain object does: %s', async (_, look) => {
    const expected = structuredClone(look(plain));
    const [packed, reference] = seen(look as never);
    for (const value of reference as unknown[]) expect(value).toEqual(expected);
    const values = (await packed) as unknown[];
    expect(values.length).toBeGreaterThan(3);
    for (const value of values) expect(value).toEqual(expected);
  });

  it('shows the fields of a thread in the order in which it has them', async () => {
    const keys: string[][] = [];
    const fn = mm.fn('fn', 'mm/example.c', { given: count(3) }, { i: count(3), b: bool() }, {
      here: (_s: unknown, my: object) => {
        keys.push(Object.keys({ ...my }));
        expect(JSON.parse(JSON.stringify(my))).toEqual({
          ...{ current: 0, context: 'task', cpu: 0, given: 2, i: 0, b: false },
        });
      },
    } as never);
    const look = always('looks', (_s: Mm, [t]) => t!.ended || keys.push(Object.keys(t!.my)) > 0);
    const program = programOf(mm, { t: thread(fn, { given: 2 }) }, { properties: [look] });
    await explore(program);
    const packed = keys.splice(0);
    naiveSearch(program, 'any');
    for (const found of [...packed, ...keys])
      expect(found).toEqual(['current', 'context', 'cpu', 'given', 'i', 'b']);
  });

  it('touches what it looks at', async () => {
    const slabs = machine({ o: slab(1, { c: count(3) }), task: tasks(taskFields()) });
    type S = typeof slabs.state;
    const ways: readonly ((s: S) => unknown)[] = [
      (s) => ({ ...s.o[0] }),
      (s) => JSON.stringify(s.o),
      (s) => Object.values(s.o[0]!),
      (s) => isDeepStrictEqual(s.o[0], {}) || structuredClone(s.o[0]),
    ];
    for (const look of ways) {
      const free = programOf(slabs, threadsOf(slabs, {}, { look }));
      const check = (await explore(free)).findings[0]?.failure.check;
      expect(check).toBe('slab-use-after-free');
      expect(naiveSearch(free, 'any').findings[0]?.failure.check).toBe(check);
    }
  });
});

describe('the states on both sides of a step', () => {
  const kept = (what: string, same: (a: object, b: object) => boolean) =>
    everyStep(what, (before: Mm, after: Mm) => same(before.page, after.page)) as Property<Mm>;
  const ways: readonly Property<Mm>[] = [
    kept('isDeepStrictEqual', isDeepStrictEqual),
    kept('JSON', (a, b) => JSON.stringify(a) === JSON.stringify(b)),
    kept('values', (a, b) => isDeepStrictEqual(Object.values(a), Object.values(b))),
    kept('rows', (a, b) =>
      Object.keys(a).every((i) => isDeepStrictEqual({ ...(a[i as never] as object) }, b[i as never])),
    ),
  ];

  it.each(ways)('are compared as a whole: $name', async (property) => {
    const unrelated = programOf(mm, threadsOf(mm, {}, { a: (s: Mm) => void s.small++ }), {
      properties: [property],
    });
    const related = programOf(mm, threadsOf(mm, {}, { a: (s: Mm) => void s.page[1]!.in.x++ }), {
      properties: [property],
    });
    for (const [program, found] of [
      [unrelated, []],
      [related, [property.name]],
    ] as const) {
      expect((await explore(program)).findings.map(({ failure }) => failure.property)).toEqual(found);
      expect(naiveSearch(program, 'any').findings.map(({ failure }) => failure.property)).toEqual(found);
    }
  });
});

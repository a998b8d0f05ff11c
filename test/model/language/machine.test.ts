import { describe, expect, it } from 'vitest';
import {
  always,
  bool,
  count,
  machine,
  pointer,
  record,
  rowSet,
  type Shape,
  table,
  tasks,
  zeroAtExit,
} from '../../../model/language/index.ts';
import { slab } from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';

const page = table(2, { count: count(2) });
const nothing = (): void => {};

describe('a machine', () => {
  it.each([
    ['at the top', { page, first: pointer('pgae') }, 'first'],
    ['in a record', { page, lru: record({ head: pointer('pgae') }) }, 'lru.head'],
    ['in a row', { page: table(1, { next: pointer('pgae') }) }, 'page[].next'],
    [
      'in a record of a row',
      { page: table(1, { lru: record({ next: pointer('pgae') }) }) },
      'page[].lru.next',
    ],
    ['as a set', { page, pages: rowSet('pgae') }, 'pages'],
  ])('refuses a pointer that names no table, %s', (_where, shape, path) => {
    const message = `${path}: it points into 'pgae', which is no table; did you mean 'page'? (allowed: page)`;
    expect(refusal(() => machine(shape))).toBe(message);
  });

  it('refuses a pointer to what is no table', () => {
    const shape = { page, lru: record({ empty: bool() }), head: pointer('lru') };
    expect(refusal(() => machine(shape))).toBe(
      "head: it points into 'lru', which is no table; allowed: page",
    );
    expect(refusal(() => machine({ head: pointer('page') }))).toBe(
      "head: it points into 'page', which is no table; there are none",
    );
  });

  it('refuses rows that come and go where no pointer finds them', () => {
    const said = (path: string) =>
      `${path}: its rows come and go, and no pointer finds them inside of another field; allowed: a field of the machine itself`;
    const obj = slab(1, { n: count(1) });
    expect(refusal(() => machine({ cache: record({ obj }) }))).toBe(said('cache.obj'));
    expect(refusal(() => machine({ page: table(2, { obj }) }))).toBe(said('page[].obj'));
    expect(refusal(() => machine({ task: tasks({ own: record({ obj }) }) }))).toBe(said('task[].own.obj'));
    expect(machine({ obj }).root.fields).toHaveProperty('obj');
  });

  it('refuses a field that is to be zero at an exit of nobody', () => {
    const said = (path: string) =>
      `${path}: it is to be zero when its thread ends, and belongs to none; allowed: zeroAtExit(…) in tasks({ … })`;
    const held = zeroAtExit(count(1));
    expect(refusal(() => machine({ held }))).toBe(said('held'));
    expect(refusal(() => machine({ lru: record({ held }) }))).toBe(said('lru.held'));
    expect(refusal(() => machine({ page: table(2, { held }) }))).toBe(said('page[].held'));
    const inRow = table(2, { own: tasks({ held }) });
    expect(refusal(() => machine({ page: inRow }))).toBe(said('page[].own[].held'));
    const fn = machine({}).fn;
    expect(refusal(() => fn('f', 'mm/example.c', { held }, {}, {}))).toBe(said('f: parameter held'));
    expect(refusal(() => fn('f', 'mm/example.c', {}, { held }, {}))).toBe(said('f: local held'));
    const own = tasks({ held, deep: record({ held }) });
    expect(machine({ task: own, area: own }).root.fields).toHaveProperty('area');
  });

  const places: [string, string, (fields: Shape) => Shape][] = [
    ['at the top', '', (fields) => ({ page, ...fields })],
    ['of a row', 'page[].', (fields) => ({ page: table(2, fields) })],
    ['of a record', 'lru.', (fields) => ({ lru: record(fields) })],
    ['of a nested record', 'zone.lru.', (fields) => ({ zone: record({ lru: record(fields) }) })],
    ['of a record of a row', 'page[].lru.', (fields) => ({ page: table(2, { lru: record(fields) }) })],
    ['of the threads', 'task[].', (fields) => ({ task: tasks(fields) })],
  ];
  const noField = (name: string) =>
    `${name}: it cannot be the name of a field; allowed: identifiers other than constructor, __proto__`;

  it.each(places)('refuses a field %s that an engine could not keep', (_where, path, shapeWith) => {
    for (const name of ['constructor', '__proto__']) {
      for (const node of [bool(), record({ empty: bool() }), table(1, {})])
        expect(refusal(() => machine(shapeWith({ [name]: node })))).toBe(noField(path + name));
    }
  });

  it('refuses a field that has become the prototype of its schema, and is none of its keys', () => {
    const literal: Shape = { page, __proto__: bool() };
    expect(Object.keys(literal)).toEqual(['page']);
    expect(refusal(() => machine(literal))).toBe(noField('__proto__'));
    for (const [, path, shapeWith] of places.slice(1))
      expect(refusal(() => machine(shapeWith(literal)))).toBe(noField(`${path}__proto__`));
  });

  it('takes a field called as what else every object has, in both engines', async () => {
    const others = Object.getOwnPropertyNames(Object.prototype).filter(
      (name) => !['constructor', '__proto__'].includes(name),
    );
    const fields = Object.fromEntries(others.map((name) => [name, count(1)]));
    const strange = machine({ top: record(fields), page: table(1, fields) });
    type Strange = typeof strange.state;
    const count_all = ({ top, page }: Strange, my: Record<string, number>) => {
      for (const name of others) for (const at of [top, page[0]!, my]) at[name]!++;
    };
    const are = (n: number, at: Record<string, number>) => others.every((name) => at[name] === n);
    const properties = [
      always<Strange>('all or none', ({ top, page: [row] }) =>
        [0, 1].some((n) => are(n, top) && are(n, row!)),
      ),
      always<Strange>('none', ({ top }) => are(0, top)),
    ];
    const program = programOf(strange, threadsOf(strange, fields, { count_all }), { properties });
    expect(await nearest(program)).toMatchObject({ message: '"none" is false in this state', steps: 1 });
    expect(others.length).toBeGreaterThan(8);
  });

  it.each(['old-page', '2nd', '', 'a.b', '$w'])(
    "refuses a field called '%s', which is no identifier",
    (name) => {
      expect(refusal(() => machine({ page: table(1, { [name]: bool() }) }))).toBe(noField(`page[].${name}`));
    },
  );

  it('refuses one among the parameters and the locals of a function', () => {
    const mm = machine({ page });
    const parameter = () => mm.fn('free_page', '', { page: pointer('pages') }, {}, { nothing });
    const local = () => mm.fn('free_page', '', {}, { pages: rowSet('vma') }, { nothing });
    expect(refusal(parameter)).toBe(
      "free_page: parameter page: it points into 'pages', which is no table; did you mean 'page'? (allowed: page)",
    );
    expect(refusal(local)).toBe(
      "free_page: local pages: it points into 'vma', which is no table; allowed: page",
    );
  });

  it('takes pointers to its tables, to themselves and to the threads', () => {
    const mm = machine({
      page: table(2, { next: pointer('page'), owner: pointer('task'), users: rowSet('task') }),
    });
    expect(Object.keys(mm.root.fields)).toEqual(['page']);
    expect(
      mm.fn('f', 'mm/example.c', { page: pointer('page') }, { task: pointer('task') }, { nothing }),
    ).toMatchObject({
      name: 'f',
      source: 'mm/example.c',
      parameters: { page: { to: 'page' } },
      locals: { task: { to: 'task' } },
    });
  });

  it('has the checks of its primitives', () => {
    expect(machine({ page }, ['kmemleak']).checks).toEqual(['kmemleak']);
    expect(machine({ page }).checks).toEqual([]);
  });

  it('has no value behind the type of its state', () => {
    expect(refusal(() => machine({ page }).state)).toContain('it is only a type');
  });
});

describe('the variables of a function', () => {
  const mm = machine({ page });

  it.each(['current', 'context', 'cpu', 'constructor', '__proto__'])(
    'cannot be called %s, which a step has already',
    (name) => {
      const message = `f: it cannot have a variable '${name}'; allowed: identifiers other than current, context, cpu, constructor, __proto__`;
      expect(refusal(() => mm.fn('f', '', { [name]: bool() }, {}, { nothing }))).toBe(message);
      expect(refusal(() => mm.fn('f', '', {}, { [name]: bool() }, { nothing }))).toBe(message);
    },
  );

  it('cannot have become the prototype of the others', () => {
    const message = "f: it cannot have a variable '__proto__'";
    const variables: Shape = { page: pointer('page'), __proto__: bool() };
    expect(refusal(() => mm.fn('f', '', variables, {}, { nothing }))).toContain(message);
    expect(refusal(() => mm.fn('f', '', {}, variables, { nothing }))).toContain(message);
  });

  it.each(['old-page', '2nd', '', 'a.b'])("cannot be called '%s', which is no identifier", (name) => {
    expect(refusal(() => mm.fn('f', '', {}, { [name]: bool() }, { nothing }))).toContain(
      `f: it cannot have a variable '${name}'`,
    );
  });

  it('cannot be parameter and local at once', () => {
    expect(
      refusal(() => mm.fn('f', '', { page: pointer('page') }, { page: pointer('page') }, { nothing })),
    ).toBe("f: 'page' is both a parameter and a local; allowed: one of the two");
  });
});

import { describe, expect, it } from 'vitest';
import { bool, count, machine, pointer, record, rowSet, table } from '../../../model/language/index.ts';
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

  it.each(['current', 'context', 'cpu', 'constructor'])(
    'cannot be called %s, which a step has already',
    (name) => {
      const message = `f: it cannot have a variable '${name}'; allowed: identifiers other than current, context, cpu, constructor`;
      expect(refusal(() => mm.fn('f', '', { [name]: bool() }, {}, { nothing }))).toBe(message);
      expect(refusal(() => mm.fn('f', '', {}, { [name]: bool() }, { nothing }))).toBe(message);
    },
  );

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

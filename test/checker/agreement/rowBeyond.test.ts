import { describe, expect, it } from 'vitest';
import {
  always,
  any,
  array,
  bool,
  count,
  either,
  ModelError,
  machine,
  pointer,
  rowSet,
  table,
  wait,
} from '../../../model/language/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({
  page: table(2, { refs: count(3) }),
  zone: table(1, { full: bool() }),
  to: pointer('page'),
  set: rowSet('page'),
  n: count(9),
});
type Mm = typeof mm.state;

/** What both engines say of a machine with the line, and the property if there is one. */
async function said(line: unknown, ask?: (s: Mm) => boolean): Promise<string> {
  const properties = ask === undefined ? [] : [always('asks', ask)];
  const listing = { here: line, last: () => {} } as never;
  const program = programOf(mm, threadsOf(mm, {}, listing), { properties });
  const packed: unknown = await explore(program).catch((error: unknown) => error);
  expect(packed).toBeInstanceOf(ModelError);
  expect(refusal(() => naiveSearch(program, 'any'))).toBe((packed as ModelError).message);
  return (packed as ModelError).message;
}

const rows = 'there are no rows but page[0..1], zone[0..0]';
const beyond: readonly [what: string, look: (s: Mm) => unknown][] = [
  ['a number', (s) => s.page[5]!.refs],
  ['a number below', (s) => s.page[-1]!.refs],
  ['a null pointer without deref', (s) => s.page[s.to as number]!.refs],
  ['a pointer into a larger table', (s) => s.zone[1]!.full],
  ['a set for a row', (s) => s.page[(s.set as number) + 4]!.refs],
  ['a row written', (s) => Object.assign(s, { n: s.page[s.n + 2]!.refs++ })],
];

describe('a row beyond its table', () => {
  it.each(beyond)('is named with those that there are: %s', async (_, look) => {
    const at = 'test/small@only: cpu0 at here';
    expect(await said(look)).toMatch(new RegExp(`^${at}: its recipe throws: Cannot .*undefined.*; `));
    expect(await said(look)).toContain(rows);
    expect(await said(wait((s: Mm) => look(s) === 0))).toContain(rows);
    expect(await said(either(any('zone', (s: Mm) => look(s) === 0)))).toContain(`${at} with zone[0]: `);
    expect(
      await said(
        () => {},
        (s) => look(s) === 0,
      ),
    ).toMatch(/^test\/small@only: property "asks" .*; there are no/);
  });

  it('may be asked for, as of any array', async () => {
    const program = programOf(mm, threadsOf(mm, {}, { here: (s: Mm) => void (s.page[5]?.refs ?? 0) }));
    expect((await explore(program)).findings).toEqual([]);
    expect(naiveSearch(program, 'any').findings).toEqual([]);
  });
});

describe('an element beyond its array', () => {
  const locals = { a: array(2, count(3)), i: count(9) };
  type My = { a: number[]; i: number };
  const stores: readonly [what: string, store: (my: My) => void][] = [
    [
      'a number',
      (my) => {
        my.a[5] = 1;
      },
    ],
    [
      'the one behind the last',
      (my) => {
        my.a[2] = 1;
      },
    ],
    [
      'a number below',
      (my) => {
        my.a[-1] = 1;
      },
    ],
    ['one more', (my) => void my.a.push(1)],
    [
      'by a local',
      (my) => {
        my.a[my.i + 2] = 0;
      },
    ],
  ];

  it.each(stores)('is named where it is stored: %s', async (_, store) => {
    const line = (_s: Mm, my: My) => store(my);
    const program = programOf(mm, threadsOf(mm, locals, { here: line, read, last: () => {} }));
    const packed: unknown = await explore(program).catch((error: unknown) => error);
    expect(packed).toBeInstanceOf(ModelError);
    expect((packed as ModelError).message).toMatch(
      /^test\/small@only: cpu0 at here: its recipe throws: Cannot add property -?\d, .*: there is no such element; allowed: those that the array was declared with$/,
    );
    expect(refusal(() => naiveSearch(program, 'any'))).toBe((packed as ModelError).message);
  });
});
const read = (s: Mm, my: { a: number[]; i: number }) => {
  s.n = my.a[0]! + my.a[1]! + my.i;
};

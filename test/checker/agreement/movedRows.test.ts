import { describe, expect, it } from 'vitest';
import { compile } from '../../../checker/packed/compile.ts';
import {
  always,
  count,
  ModelError,
  machine,
  oneOf,
  record,
  sometimes,
  table,
} from '../../../model/language/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({ page: table(2, { refs: count(7) }), group: record({ z: oneOf('none', 'some') }) });
type Mm = typeof mm.state;

describe('a row or a record', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what no type allows
  const moves: readonly [what: string, move: (s: any) => unknown][] = [
    ['is not sorted', (s) => s.page.sort()],
    ['is not reversed', (s) => s.page.reverse()],
    ['is not added', (s) => s.page.push({ refs: 1 })],
    [
      'is not added where none is',
      (s) => {
        s.page[2] = { refs: 1 };
      },
    ],
    ['is not taken out', (s) => s.page.pop()],
    ['is not cut out', (s) => s.page.splice(0, 1)],
    ['is not filled in', (s) => s.page.fill({ refs: 1 })],
    [
      'is not swapped',
      (s) => {
        [s.page[0], s.page[1]] = [s.page[1], s.page[0]];
      },
    ],
    [
      'is not assigned',
      (s) => {
        s.page[0] = { refs: 1 };
      },
    ],
    ['is not assigned as what it is not', (s) => Object.assign(s.page, [s.page[1]])],
    ['is not deleted', (s) => delete s.page[0]],
    [
      'is not cut off',
      (s) => {
        s.page.length = 1;
      },
    ],
    [
      'is not replaced with its table',
      (s) => {
        s.page = [];
      },
    ],
    [
      'is not replaced as a record',
      (s) => {
        s.group = { z: 'some' };
      },
    ],
    [
      'gets no other field',
      (s) => {
        s.group.other = 1;
      },
    ],
    ['loses no field', (s) => delete s.page[0].refs],
    ['is not defined anew', (s) => Object.defineProperty(s.page[0], 'refs', { value: 1 })],
    ['gets no other prototype', (s) => Object.setPrototypeOf(s.group, { a: 1 })],
  ];
  const listing = { before: () => {}, here: () => {}, behind: () => {} };

  it.each(moves)('%s, by a step', async (_, move) => {
    const program = programOf(mm, threadsOf(mm, {}, { ...listing, here: (s: Mm) => void move(s) }));
    await expect(explore(program)).rejects.toThrow(ModelError);
    expect(refusal(() => naiveSearch(program, 'any'))).toContain(
      'test/small@only: cpu0 at here: its recipe throws: ',
    );
  });

  it.each(moves)('%s, by a property', async (_, move) => {
    for (const kind of [always, sometimes] as const) {
      const property = kind('moves', (s: Mm) => move(s) !== s);
      const program = programOf(mm, threadsOf(mm, {}, listing), { properties: [property] });
      await expect(explore(program)).rejects.toThrow(ModelError);
      expect(refusal(() => naiveSearch(program, 'any'))).toContain('test/small@only: property "moves"');
    }
  });

  it.each(moves)('%s, by an initial state', (_, move) => {
    const program = programOf(mm, threadsOf(mm, {}, listing), { initial: (s: Mm) => void move(s) });
    expect(refusal(() => [...compile(program).starts.values()])).toContain(
      "test/small: the initial state 'start' cannot be made: ",
    );
  });

  it('says what is allowed where it would be moved', () => {
    const program = programOf(
      mm,
      threadsOf(mm, {}, { here: (s: Mm) => void (s.page as Mm['page'][0][]).sort() }),
    );
    expect(refusal(() => naiveSearch(program, 'any'))).toBe(
      'test/small@only: cpu0 at here: its recipe throws: page.sort() moves rows, which stay where they are; ' +
        'allowed: reading and assigning their fields by name, or a copy, [...page]',
    );
  });
});

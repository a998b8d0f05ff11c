import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import type { Program } from '../../../checker/program/program.ts';
import {
  any,
  call,
  count,
  either,
  machine,
  oneOf,
  pointer,
  record,
  table,
  wait,
} from '../../../model/language/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({
  n: count(3),
  page: table(2, {
    mapcount: count(3),
    lock: record({ depth: count(1), queue: record({ length: count(2), first: pointer('page') }) }),
    sub: table(2, { state: oneOf('free', 'used'), in: record({ x: count(3) }) }),
  }),
  pool: record({ size: count(3), inner: record({ y: count(3) }), shelf: table(2, { z: count(3) }) }),
});
type Mm = typeof mm.state;

const set = (to: object, field: string, value: unknown): void => {
  Object.assign(to, { [field]: value });
};
const running = (listing: object, locals = {}) => programOf(mm, threadsOf(mm, locals, listing));

/** Expects a search and the reference engine to find a value outside its domain, and to say of which field. */
async function expectDomain(program: Program, message: string): Promise<void> {
  const { violation } = await check(program.scenario, 'only');
  expect([violation?.check, violation?.message]).toEqual(['domain', message]);
  const found = naiveSearch(program, 'any').findings.map(({ failure }) => failure.message);
  expect(found).toEqual([message]);
}

const to3 = 'is outside its domain 0..3';
const fields: readonly (readonly [says: string, write: (s: Mm) => void])[] = [
  [`n: 4 ${to3}`, (s) => set(s, 'n', 4)],
  [`page[0].mapcount: 4 ${to3}`, (s) => set(s.page[0]!, 'mapcount', 4)],
  [`page[1].mapcount: -1 ${to3}`, (s) => set(s.page[1]!, 'mapcount', -1)],
  ['page[1].lock.depth: 2 is outside its domain 0..1', (s) => set(s.page[1]!.lock, 'depth', 2)],
  ['page[0].lock.queue.length: 3 is outside its domain 0..2', (s) => set(s.page[0]!.lock.queue, 'length', 3)],
  [
    'page[1].lock.queue.first: 2 is outside its domain NULL, page[0..1]',
    (s) => set(s.page[1]!.lock.queue, 'first', 2),
  ],
  [
    'page[1].sub[0].state: lost is outside its domain free, used',
    (s) => set(s.page[1]!.sub[0]!, 'state', 'lost'),
  ],
  [`page[0].sub[1].in.x: 4 ${to3}`, (s) => set(s.page[0]!.sub[1]!.in, 'x', 4)],
  [`pool.size: 4 ${to3}`, (s) => set(s.pool, 'size', 4)],
  [`pool.inner.y: 4 ${to3}`, (s) => set(s.pool.inner, 'y', 4)],
  [`pool.shelf[1].z: 4 ${to3}`, (s) => set(s.pool.shelf[1]!, 'z', 4)],
];

describe('a value outside the domain of a field', () => {
  it.each(fields)('is found by a search, which says: %s', async (message, write) => {
    await expectDomain(running({ first: () => {}, here: write }), message);
  });

  it.each(fields)('is found in a guard too: %s', async (message, write) => {
    const guard = (s: Mm) => {
      write(s);
      return true;
    };
    await expectDomain(running({ here: wait(guard) }), message);
  });

  it('is found for the row of a choice that it is of', async () => {
    const choose = any('page', (s: Mm, _my: unknown, row: number) => {
      if (row === 1) s.page[row]!.lock.queue.length = 3;
      return false;
    });
    await expectDomain(
      running({ here: either(choose) }),
      'page[1].lock.queue.length: 3 is outside its domain 0..2',
    );
  });
});

describe('a value outside the domain of a local', () => {
  const write = (_s: unknown, my: object) => set(my, 'own', 4);
  const inner = mm.fn('inner', 'mm/example.c', {}, { own: count(3) }, { here: write });
  const middle = mm.fn('middle', 'mm/example.c', {}, { kept: count(3) }, { deeper: call(inner) });

  it('is found by its function and name', async () => {
    await expectDomain(running({ here: write }, { own: count(3) }), `f0: own: 4 ${to3}`);
  });

  it('of a function that is called is found by the labels of the calls', async () => {
    await expectDomain(running({ outer: call(inner as never) }), `f0: outer.own: 4 ${to3}`);
    await expectDomain(running({ outer: call(middle as never) }), `f0: outer.deeper.own: 4 ${to3}`);
  });

  it("that is the caller's is found by the caller's name for it", async () => {
    const program = running({ outer: call(inner as never, { own: 'mine' }) }, { mine: count(3) });
    await expectDomain(program, `f0: mine: 4 ${to3}`);
  });
});

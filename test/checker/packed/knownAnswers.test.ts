import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  always,
  count,
  design,
  holds,
  machine,
  type Property,
  type StateOf,
  scenario,
  sometimes,
  thread,
} from '../../../model/language/index.ts';
import { refusalOf } from '../../helpers/refusal.ts';

const mm = machine({ x: count(3), y: count(3) });
type Mm = StateOf<(typeof mm.root)['fields']>;
const f = mm.fn(
  'f',
  'test',
  {},
  { own: count(1) },
  {
    one: (s: Mm) => {
      s.x = 1;
    },
    two: (s: Mm) => {
      s.y = 2;
    },
    three: (s: Mm) => {
      s.x = 0;
    },
  },
);

const checked = (...properties: Property<Mm>[]) =>
  check(
    scenario('test/known', {
      summary: '',
      machine: mm,
      threads: { a: thread(f, {}), b: thread(f, {}) },
      initial: { start: () => {} },
      properties,
      designs: { d: design([], holds) },
    }),
    'd',
  );

describe('a property that looks the same as before', () => {
  it('is asked again where it has looked further in another state', async () => {
    const { violation } = await checked(always('far', (s) => s.x === 0 || s.y !== 2));
    expect(violation?.property).toBe('far');
  });

  it('is asked again where a local that it reads is gone', async () => {
    const reads = always<Mm>('own', (_, threads) => (threads[0]!.my as { own: number }).own === 0);
    await expect(refusalOf(checked(reads))).resolves.toContain(
      'the thread has ended, and its locals are gone',
    );
  });

  it('is asked again where a thread stands elsewhere', async () => {
    const { violation } = await checked(always('end', (_, threads) => !threads[1]!.ended));
    expect(violation?.property).toBe('end');
  });

  it('is witnessed by the state in which it is true', async () => {
    const seen = sometimes<Mm>('both', (s) => s.x === 1 && s.y === 2);
    expect((await checked(seen)).witnesses).toEqual([{ name: 'both', seen: true }]);
  });
});

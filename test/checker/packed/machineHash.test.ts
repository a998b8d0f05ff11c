import path from 'node:path';
import { createJiti } from 'jiti';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../checker/packed/compile.ts';
import { machineHash } from '../../../checker/packed/machineHash.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  always,
  atomic_inc,
  count,
  design,
  everyStep,
  holds,
  machine,
  never,
  type Property,
  patch,
  replace,
  type Scenario,
  scenario,
  size,
  sometimes,
  type ThreadOptions,
  table,
  thread,
  violate,
  wait,
  when,
} from '../../../index.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { adders } from '../../machines/adders.ts';

const hashOf = (of: Scenario, design: string, sizes = {}) =>
  machineHash(compile(buildProgram(of, design, sizes)));

const mm = machine({ page: table(size('pages', 1), { count: count(3), mapcount: count(3) }) });
type Mm = typeof mm.state;
const first = (s: Mm) => s.page[0]!;
const get_page = mm.fn('get_page', 'test', {}, {}, { get: atomic_inc(first, 'count') });
const counting = (field: 'count' | 'mapcount') =>
  patch('x').in(get_page, replace('get', { get: atomic_inc(first, field) }));
const atLeast = (least: number) => (s: Mm) => first(s).count >= least;
const sets = (value: number) => (s: Mm) => {
  first(s).count = value;
};
const make = (more: object = {}, options: ThreadOptions = {}) =>
  scenario('test/hash', {
    summary: 'a page is got',
    machine: mm,
    threads: { cpu0: thread(get_page, {}, options) },
    designs: {
      base: design([], holds),
      same: design([counting('count')], holds),
      other: design([counting('mapcount')], holds),
    },
    ...more,
  });
const ownInitial = {
  designs: { base: design([], holds, { initial: (s: Mm) => void s.page[0]!.count++ }) },
};
const usual = hashOf(make(), 'base');

describe('the hash of a machine', () => {
  it('is 16 hex digits, and the same for a machine that is written again', () => {
    expect(usual).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf(make({ summary: 'in other words' }), 'base')).toBe(usual);
    expect(hashOf(make(), 'same')).toBe(usual);
    // It is the CPU that the thread has without naming it.
    expect(hashOf(make({}, { cpu: 0 }), 'base')).toBe(usual);
  });

  it.each<[string, string]>([
    ['what a recipe has closed over', hashOf(make(), 'other')],
    ['a size', hashOf(make(), 'base', { pages: 2 })],
    ['an initial state', hashOf(make({ initial: (s: Mm) => void s.page[0]!.count++ }), 'base')],
    ['a property', hashOf(make({ properties: [always<Mm>('it is so', () => true)] }), 'base')],
    ['how a thread runs', hashOf(make({}, { optional: true }), 'base')],
    ["a design's own initial state", hashOf(make(ownInitial), 'base')],
    ['the CPU of a thread', hashOf(make({}, { cpu: 1 }), 'base')],
    ['the rule of preemption', hashOf(make({ preemption: () => true }), 'base')],
    ["a thread's name", hashOf(make({ threads: { cpu1: thread(get_page, {}) } }), 'base')],
  ])('tells machines apart by %s', (_, hash) => {
    expect(hash).not.toBe(usual);
  });

  describe('tells machines apart whose text is the same, by what they have closed over:', () => {
    const running = (listing: object, properties: readonly Property<Mm>[] = []) => {
      const fn = mm.fn('fn', 'test', {}, {}, listing as never);
      const threads = { cpu0: thread(fn, {}), cpu1: thread(fn, {}) };
      return hashOf(make({ threads, properties, designs: { base: design([], holds) } }), 'base');
    };
    const get = (s: Mm) => {
      first(s).count++;
    };
    const failing = (check: string, below: number) => (s: Mm) =>
      first(s).count > below ? violate(check, 'the same words') : true;
    const below = (most: number, name = 'it is below') =>
      everyStep(name, (_: Mm, after: Mm) => first(after).count < most);

    it.each<[string, hash: string, other: string]>([
      [
        'the check that a step fails',
        running({ get, here: failing('BUG_ON', 0) }),
        running({ get, here: failing('deadlock', 0) }),
      ],
      [
        'the check that a guard fails',
        running({ get, here: wait(failing('BUG_ON', 0)) }),
        running({ get, here: wait(failing('deadlock', 0)) }),
      ],
      [
        'the state in which a step fails',
        running({ get, here: failing('BUG_ON', 0) }),
        running({ get, here: failing('BUG_ON', 1) }),
      ],
      [
        'when a guard holds',
        running({ get, here: wait(atLeast(1)) }),
        running({ get, here: wait(atLeast(2)) }),
      ],
      ['what a property of steps asks', running({ get }, [below(2)]), running({ get }, [below(3)])],
      ['whether a property of steps fails', running({ get }, [below(1)]), running({ get }, [below(2)])],
      [
        'which of two properties of steps fails',
        running({ get }, [below(1, 'one'), below(2, 'other')]),
        running({ get }, [below(2, 'one'), below(1, 'other')]),
      ],
      ['what a step writes', running({ here: sets(1) }), running({ here: sets(2) })],
    ])('%s', (_, hash, other) => {
      expect(hash).not.toBe(other);
    });
  });

  it.each<[string, Property<Mm>, Property<Mm>]>([
    ['what it asks', always('p', (s: Mm) => first(s).count < 3), always('p', (s: Mm) => first(s).count < 2)],
    ['its kind', always('p', (s: Mm) => first(s).count < 3), sometimes('p', (s: Mm) => first(s).count < 3)],
    ['its name', always('p', (s: Mm) => first(s).count < 3), always('q', (s: Mm) => first(s).count < 3)],
    ['the check it is for', never<Mm>('p', 'deadlock'), never<Mm>('p', 'domain')],
  ])('tells machines apart that differ in one property, by %s', (_, one, other) => {
    const hash = (property: Property<Mm>) => hashOf(make({ properties: [property] }), 'base');
    expect(hash(one)).not.toBe(hash(other));
    expect(hash(one)).toBe(hash(one));
  });

  describe('tells machines apart that mean something else:', () => {
    const wide = machine({ c: count(200), d: count(200), e: count(200), f: count(200) }, ['BUG_ON']);
    type Wide = typeof wide.state;
    const hash = (listing: object, properties: readonly Property<Wide>[] = []) => {
      const fn = wide.fn('fn', 'test', {}, {}, listing as never);
      const threads = { cpu0: thread(fn, {}) };
      const of = { summary: '', machine: wide, threads, properties, designs: { base: design([], holds) } };
      return hashOf(scenario('test/wide', of), 'base');
    };
    /** Fails far from where any walk leads. */
    const climbs = (limit: number) => ({
      up: (s: Wide) => {
        if (s.c === limit) violate('BUG_ON', 'limit');
        s.c++;
      },
      again: when((s: Wide) => s.c < 190, 'up'),
    });
    /** Too much to write down: its text has to tell. */
    const far = (s: Wide) => s.c + s.d + s.e + s.f < 900;

    it.each<[string, string, string]>([
      [
        'in brackets',
        hash({ a: (s: Wide) => Object.assign(s, { c: 8 - (4 - 2) }) }),
        hash({ a: (s: Wide) => Object.assign(s, { c: 8 - 4 - 2 }) }),
      ],
      [
        'in brackets, in a step too wide to be written down',
        hash({ a: wait((s: Wide) => far(s) && 200 - (s.d - s.e) > s.f) }),
        // biome-ignore format: the brackets are what differs
        hash({ a: wait((s: Wide) => far(s) && (200 - s.d) - s.e > s.f) }),
      ],
      [
        'in brackets, in a property',
        hash({ a: () => {} }, [always('p', (s: Wide) => 200 - (s.d - s.e) >= 0)]),
        hash({ a: () => {} }, [always('p', (s: Wide) => 200 - s.d - s.e >= 0)]),
      ],
      ['by what a step has closed over, where no walk comes', hash(climbs(150)), hash(climbs(185))],
      [
        'by the check that it fails',
        hash({ a: (s: Wide) => (s.c === 199 ? violate('BUG_ON', 'x') : 0) }),
        hash({ a: (s: Wide) => (s.c === 199 ? violate('deadlock', 'x') : 0) }),
      ],
      [
        'by what a text says',
        hash({ a: () => {} }, [always('p', () => 'a b' !== ('' as string))]),
        hash({ a: () => {} }, [always('p', () => 'ab' !== ('' as string))]),
      ],
      [
        'by what a property has closed over',
        hash({ up: (s: Wide) => void s.c++ }, [
          always(
            'p',
            (
              (most: number) => (s: Wide) =>
                s.c < most
            )(2),
          ),
        ]),
        hash({ up: (s: Wide) => void s.c++ }, [
          always(
            'p',
            (
              (most: number) => (s: Wide) =>
                s.c < most
            )(1),
          ),
        ]),
      ],
    ])('%s', (_, one, other) => {
      expect(one).not.toBe(other);
    });

    it('and not where only the text of a step differs', () => {
      const plainly = hash({ a: (s: Wide) => Object.assign(s, { c: s.d > 3 ? 1 : 0 }) });
      const otherwise = hash({
        a: (s: Wide) => {
          if (s.d <= 3) s.c = 0;
          else s.c = 1;
        },
      });
      expect(plainly).toBe(otherwise);
    });
  });

  it('tells all designs of the shipped ladder apart', () => {
    const hashes = Object.keys(lifetime.designs).map((design) => hashOf(lifetime, design));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('does not depend on what loads the machine', async () => {
    const jiti = createJiti(import.meta.url, { fsCache: false });
    const file = path.join(import.meta.dirname, '../../machines/adders.ts');
    const loaded = await jiti.import<{ adders: Scenario }>(file);
    expect(loaded.adders).not.toBe(adders);
    expect(hashOf(loaded.adders, 'racy')).toBe(hashOf(adders, 'racy'));
  });
});

import path from 'node:path';
import { createJiti } from 'jiti';
import { describe, expect, it } from 'vitest';
import { machineHash } from '../../../checker/packed/machineHash.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  always,
  atomic_inc,
  count,
  design,
  holds,
  machine,
  patch,
  replace,
  type Scenario,
  scenario,
  size,
  type ThreadOptions,
  table,
  thread,
} from '../../../index.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { adders } from '../../machines/adders.ts';

const hashOf = (of: Scenario, design: string, sizes = {}) => machineHash(buildProgram(of, design, sizes));

const mm = machine({ page: table(size('pages', 1), { count: count(3), mapcount: count(3) }) });
type Mm = typeof mm.state;
const first = (s: Mm) => s.page[0]!;
const get_page = mm.fn('get_page', 'test', {}, {}, { get: atomic_inc(first, 'count') });
const counting = (field: 'count' | 'mapcount') =>
  patch('x').in(get_page, replace('get', { get: atomic_inc(first, field) }));
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

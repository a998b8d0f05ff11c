import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bits, layOutState } from '../../../checker/packed/layout.ts';
import { valuesOf } from '../../../checker/program/domain.ts';
import type { SizedLeaf } from '../../../checker/program/domains/index.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import type { SizedNode } from '../../../checker/program/sizedSchema.ts';
import {
  bool,
  count,
  oneOf,
  pointer,
  record,
  rowSet,
  type Shape,
  table,
} from '../../../model/language/index.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { refusal } from '../../helpers/refusal.ts';
import { oneLabel } from '../../machines/oneLabel.ts';

interface Spot {
  readonly path: string;
  readonly leaf: SizedLeaf;
  readonly width: number;
  readonly word: number;
  readonly bit: number;
}

/** Where every leaf of a state is, the labels of threads and the shared CPUs among them. */
function spotsOf(program: Program): Spot[] {
  const { fields, threads, cpus } = layOutState(program);
  const spot = (path: string, leaf: SizedLeaf, { word, shift, mask }: Bits): Spot => {
    return { path, leaf, width: Math.log2(mask + 1), word, bit: shift };
  };
  const upTo = (max: number): SizedLeaf => ({ kind: 'leaf', domain: 'count', max });
  return [
    ...fields.map((bits, i) => spot(program.fields[i]!.path, program.fields[i]!.leaf, bits)),
    ...threads.map(({ label }, i) =>
      spot(`label of ${i}`, upTo(program.threads[i]!.body.labels.length), label),
    ),
    ...cpus.map((bits, i) => spot(`cpu${i}`, upTo(program.cpus[i]!.threads.length), bits)),
  ];
}

function leavesOf(node: SizedNode): number {
  if (node.kind === 'leaf') return 1;
  if (node.kind === 'table') return node.rows * leavesOf(node.row);
  return [...node.fields.values()].reduce((sum, child) => sum + leavesOf(child), 0);
}

/** Expects every leaf to have a place of its own, wide enough, inside one of the state's words. */
function expectSound(program: Program): void {
  const layout = layOutState(program);
  const spots = spotsOf(program);
  const frames = program.threads.reduce((sum, { body }) => sum + 1 + body.slots.length, 0);
  expect(spots.length).toBe(leavesOf(program.schema) + frames + program.cpus.length);
  const taken = new Map<string, string>();
  let bits = 0;
  for (const { path, leaf, width: bitsOfIt, word, bit } of spots) {
    expect(2 ** bitsOfIt).toBeGreaterThanOrEqual(valuesOf(leaf));
    expect(2 ** (bitsOfIt - 1)).toBeLessThan(Math.max(2, valuesOf(leaf)));
    expect(word).toBeLessThan(layout.words);
    expect(bit + bitsOfIt).toBeLessThanOrEqual(32);
    bits += bitsOfIt;
    for (let i = bit; i < bit + bitsOfIt; i++) {
      expect(taken.get(`${word}:${i}`), `${path} and another field`).toBeUndefined();
      taken.set(`${word}:${i}`, path);
    }
  }
  if (bits <= 32) expect(layout.words).toBe(1);
}

const width = (program: Program, path: string): number | undefined =>
  spotsOf(program).find((spot) => spot.path === path)?.width;

describe('a layout', () => {
  it('gives every leaf of random machines a place of its own', () => {
    let wide = 0;
    const property = fc.property(randomMachine, ({ scenario }) => {
      const program = buildProgram(scenario, 'base');
      expectSound(program);
      if (layOutState(program).words > 2) wide++;
    });
    fc.assert(property, { seed: 4, numRuns: 200 });
    expect(wide).toBeGreaterThan(20);
  });

  it.each([
    [
      'a row of 32 bits, which is still a unit',
      { t: table(3, { a: count(2 ** 20), b: count(2 ** 10), c: count(3) }) },
    ],
    ['a row of more bits, which starts at a word', { t: table(3, { a: count(2 ** 20), b: count(2 ** 12) }) }],
    [
      'wide rows with wide records in them',
      { t: table(2, { in: record({ a: count(2 ** 20), b: count(2 ** 20) }), c: count(2 ** 20), d: bool() }) },
    ],
    ['sets over 31 rows', { t: table(31, { a: bool() }), a: rowSet('t'), b: rowSet('t') }],
    ['a table in a table', { t: table(3, { sub: table(4, { a: count(2 ** 9), b: bool() }) }) }],
  ] satisfies [string, Shape][])('is sound with %s', (_, shape) => {
    expectSound(oneLabel(shape, { local: count(2 ** 20) }));
  });

  it.each([
    [bool(), 1],
    [count(1), 1],
    [count(3), 2],
    [count(4), 3],
    [count(2 ** 20), 21],
    [oneOf('only'), 1],
    [oneOf('a', 'b', 'c', 'd'), 2],
    [oneOf('a', 'b', 'c', 'd', 'e'), 3],
    [pointer('three'), 2],
    [pointer('four'), 3],
    [rowSet('three'), 3],
    [rowSet('most'), 31],
  ])('gives %j no more than its %i bits', (leaf, bits) => {
    const tables = { three: table(3, { a: bool() }), four: table(4, { a: bool() }), most: table(31, {}) };
    expect(width(oneLabel({ ...tables, leaf }), 'leaf')).toBe(bits);
  });

  it('keeps the rows of a table in order', () => {
    const shape = { wide: table(9, { a: count(2 ** 20) }), t: table(20, { a: count(7), b: bool() }) };
    const rows = spotsOf(oneLabel(shape)).filter(({ path }) => /^t\[\d+\]\.a/.test(path));
    const places = rows.map(({ word, bit }) => word * 32 + bit);
    expect(places).toHaveLength(20);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('puts small fields where wide rows leave room', () => {
    const flags = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`flag${i}`, bool()]));
    const wide = table(2, { a: count(2 ** 20), b: count(2 ** 20) });
    // Two rows of two words each, with 11 bits left in every word: room for twenty flags and a label.
    expect(layOutState(oneLabel({ wide, ...flags })).words).toBe(4);
  });

  // A count up to 2^20 has 21 bits, so each needs a word, and the label finds room beside them.
  const counts = (n: number) =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`count${i}`, count(2 ** 20)]));

  it('takes states of up to 64 words', () => {
    expect(layOutState(oneLabel(counts(64))).words).toBe(64);
  });

  it('refuses larger ones by the name of the scenario', () => {
    expect(refusal(() => layOutState(oneLabel(counts(65))))).toBe(
      'test/small: a state of it has 2080 bits; allowed: up to 2048 (fewer rows, smaller bounds)',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  layOutState,
  type Offset,
  type PlacedLeaf,
  type RecordLayout,
  type StateLayout,
} from '../../../checker/packed/layout.ts';
import { valuesOf } from '../../../checker/program/domain.ts';
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
  readonly placed: PlacedLeaf;
  readonly word: number;
  readonly bit: number;
}

/** Where every leaf of a state is, those of the frames and of shared CPUs among them. */
function spotsOf({ shared, frames, cpus }: StateLayout): Spot[] {
  const spots: Spot[] = [];
  const visit = ({ fields }: RecordLayout, { words, bits }: Offset, path: string): void => {
    for (const [field, placed] of fields) {
      const name = `${path}${field}`;
      if (placed.kind === 'leaf')
        spots.push({ path: name, placed, word: words + placed.words, bit: bits + placed.bits });
      else if (placed.kind === 'record')
        visit(placed.layout, { words: words + placed.words, bits: bits + placed.bits }, `${name}.`);
      else
        placed.rows.forEach((row, i) => {
          visit(placed.layout, { words: words + row.words, bits: bits + row.bits }, `${name}[${i}].`);
        });
    }
  };
  visit(shared, { words: 0, bits: 0 }, '');
  frames.forEach(({ table: { layout, rows } }, i) => {
    rows.forEach((row, k) => {
      visit(layout, row, `frame${i}[${k}].`);
    });
  });
  cpus.forEach((placed, i) => {
    spots.push({ path: `cpu${i}`, placed, word: placed.words, bit: placed.bits });
  });
  return spots;
}

function leavesOf(node: SizedNode): number {
  if (node.kind === 'leaf') return 1;
  if (node.kind === 'table') return node.rows * leavesOf(node.row);
  return [...node.fields.values()].reduce((sum, child) => sum + leavesOf(child), 0);
}

/** Expects every leaf to have a place of its own, wide enough, inside one of the state's words. */
function expectSound(program: Program): void {
  const layout = layOutState(program);
  const spots = spotsOf(layout);
  const frames = program.threads.reduce((sum, { body }) => sum + 1 + body.slots.length, 0);
  expect(spots.length).toBe(leavesOf(program.schema) + frames + program.cpus.length);
  const taken = new Map<string, string>();
  let bits = 0;
  for (const { path, placed, word, bit } of spots) {
    expect(2 ** placed.width).toBeGreaterThanOrEqual(valuesOf(placed.leaf));
    expect(2 ** (placed.width - 1)).toBeLessThan(Math.max(2, valuesOf(placed.leaf)));
    expect(word).toBeLessThan(layout.words);
    expect(bit + placed.width).toBeLessThanOrEqual(32);
    bits += placed.width;
    for (let i = bit; i < bit + placed.width; i++) {
      expect(taken.get(`${word}:${i}`), `${path} and another field`).toBeUndefined();
      taken.set(`${word}:${i}`, path);
    }
  }
  if (bits <= 32) expect(layout.words).toBe(1);
}

const width = (program: Program, path: string): number | undefined =>
  spotsOf(layOutState(program)).find((spot) => spot.path === path)?.placed.width;

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
    const rows = spotsOf(layOutState(oneLabel(shape))).filter(({ path }) => /^t\[\d+\]\.a/.test(path));
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

import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { sizeParameters } from '../../../checker/index.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { ablate } from '../../../checker/questions/ablation/ablate.ts';
import { titleOf } from '../../../checker/questions/ablation/parts.ts';
import { needOf } from '../../../checker/report/ablation.ts';
import { labelPosition } from '../../../checker/report/labelPosition.ts';
import {
  after,
  always,
  call,
  count,
  design,
  holds,
  machine,
  many,
  patch,
  type Scenario,
  scenario,
  size,
  thread,
  type Unreachable,
} from '../../../model/language/index.ts';
import { refusal } from '../../helpers/refusal.ts';

const mm = machine({ c: count(3) });
type S = typeof mm.state;
const set = (c: number) => (s: S) => {
  s.c = c;
};
const f = mm.fn('f', 'mm/example.c', {}, {}, { a: set(1) });
const called = mm.fn('called', 'mm/example.c', {}, { n: count(size('width', 1)) }, { inner: () => {} });
const g = mm.fn(
  'g',
  'mm/example.c',
  { k: count(size('depth', 2)) },
  {},
  {
    b: (s: S, my: { k: number }) => {
      s.c = my.k;
    },
    b2: call(called as never),
  },
);
const h = mm.fn('h', 'mm/example.c', {}, {}, { only_third: set(3) });
const more = patch('test: more').in(g, after('b', { more: set(2) }));

const members = (i: number) => [thread(f, {}), thread(g, { k: 1 }), thread(h, {})][i]!;
const made = (unreachable: Unreachable = {}, most = 3): Scenario =>
  scenario('test/mixed-group', {
    summary: '',
    machine: mm,
    threads: { t: many(size('threads', 2), members) },
    properties: [always('never beyond', (s: S) => s.c <= most)],
    designs: { base: design([], holds), more: design([more], holds) },
    unreachable,
  });

describe('a group whose members run different functions', () => {
  it('has the sizes of all of them, as many as there are', () => {
    expect(sizeParameters(made())).toEqual({ threads: 2, depth: 2, width: 1 });
    expect(buildProgram(made(), 'base', { depth: 3, width: 2 }).sizes).toEqual({ depth: 3, width: 2 });
    expect(refusal(() => buildProgram(made(), 'base', { heigth: 3 }))).toContain(
      'allowed: threads, depth, width',
    );
  });

  it('may declare a label of any of them unreachable', async () => {
    expect(() =>
      buildProgram(made({ 'g.b2': 'x', 'called.inner': 'x', 'g.more': 'x' }), 'base'),
    ).not.toThrow();
    expect(() => buildProgram(made({ 'h.only_third': 'x' }), 'base', { threads: 3 })).not.toThrow();
    expect(refusal(() => buildProgram(made({ 'g.b3': 'x' }), 'base'))).toContain(
      "declares 'g.b3' unreachable",
    );
  });

  it('is ablated in all of them', async () => {
    const { ablated } = await ablate(made({}, 2), 'more', { sizes: {}, elsewhere: [], search: () => ({}) });
    const needs = Object.fromEntries(ablated.map((one) => [titleOf(one.what), needOf(one)]));
    expect(needs).toMatchObject({
      'f.a': 'not needed',
      'g.b': 'not needed',
      'g.more': 'not needed',
      'called.inner': 'not needed',
      '"test: more"': 'not needed',
    });
  });

  it('is searched, and its labels are found where they are written', async () => {
    const { verdict, bounds } = await check(made(), 'base', { threads: 3 });
    expect([verdict, bounds.threads]).toEqual(['holds', ['t0: f', 't1: g', 't2: h']]);
    expect(labelPosition(made(), 'base', 'g', 'b')?.file).toBe(import.meta.filename);
  });

  it('is refused where one of them cannot be made, whatever asks for it first', () => {
    const throws = (i: number) => {
      if (i === 1) throw new Error('no second one');
      return thread(f, {});
    };
    const of = { ...made(), threads: { t: many(2, throws) } };
    const message = 'test/mixed-group: threads t: thread 1 cannot be made: no second one';
    expect(refusal(() => buildProgram(of, 'base'))).toBe(message);
    expect(refusal(() => buildProgram(of, 'base', { depth: 3 }))).toBe(message);
    expect(refusal(() => sizeParameters(of))).toBe(message);
  });
});

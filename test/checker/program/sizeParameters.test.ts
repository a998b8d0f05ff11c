import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { sizeParameters } from '../../../checker/index.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  after,
  call,
  count,
  design,
  holds,
  machine,
  many,
  patch,
  record,
  type Shape,
  scenario,
  size,
  table,
  thread,
} from '../../../model/language/index.ts';
import { refusal } from '../../helpers/refusal.ts';

const depth = size('depth', 2);

/** A scenario of one thread over a schema; its function calls another one, and one design patches it. */
function scenarioOver(shape: Shape, parts: { readonly locals?: Shape; readonly patched?: Shape } = {}) {
  const mm = machine(shape);
  const { locals = {}, patched = {} } = parts;
  const callee = mm.fn('callee', 'test', {}, locals, { inner: () => {} });
  const fn = mm.fn('f', 'test', {}, {}, { outer: call(callee as never) });
  const more = patch('more')
    .locals(fn, patched)
    .in(fn, after('outer', { last: () => {} }));
  return scenario('test/sizes', {
    summary: 'a size somewhere',
    machine: mm,
    threads: { cpu0: thread(fn, {}) },
    designs: { base: design([], holds), patched: design([more], holds) },
  });
}

const places = [
  ['the number of rows', scenarioOver({ t: table(depth, {}) })],
  ['a field', scenarioOver({ n: count(depth) })],
  ['a field of a record', scenarioOver({ r: record({ n: count(depth) }) })],
  ['a field of a row', scenarioOver({ t: table(2, { n: count(depth) }) })],
  ['a field of a record in a row', scenarioOver({ t: table(2, { r: record({ n: count(depth) }) }) })],
  ['the rows of a table in a row', scenarioOver({ t: table(2, { sub: table(depth, {}) }) })],
  [
    'a field of a row of a table in a row',
    scenarioOver({ t: table(2, { s: table(1, { n: count(depth) }) }) }),
  ],
  ['a local of a function that is called', scenarioOver({}, { locals: { n: count(depth) } })],
  ['a local that a patch brings', scenarioOver({}, { patched: { n: count(depth) } })],
] as const;

describe('a size parameter', () => {
  it.each(places)('is known by its name and usual value where it is in %s alone', async (_, made) => {
    expect(sizeParameters(made)).toEqual({ depth: 2 });
    expect(buildProgram(made, 'patched', { depth: 3 }).sizes).toEqual({ depth: 3 });
    expect(await check(made, 'patched', { depth: 3 })).toMatchObject({ verdict: 'holds' });
  });

  it.each(places)('is the only one where it is in %s alone, and others are refused', (_, made) => {
    expect(refusal(() => buildProgram(made, 'base', { dept: 3 }))).toBe(
      "test/sizes: it has no size 'dept'; did you mean 'depth'? (allowed: depth)",
    );
  });

  it('is known where it is how many threads there are, or what one of them is given', () => {
    const mm = machine({});
    const given = mm.fn('g', 'test', { n: count(depth) }, {}, { step: () => {} });
    const parts = { summary: '', machine: mm, designs: { base: design([], holds) } };
    const threads = { cpu: many(size('cpus', 2), () => thread(given, { n: 0 })) };
    expect(sizeParameters(scenario('test/sizes', { ...parts, threads }))).toEqual({ cpus: 2, depth: 2 });
  });

  it("has the scenario's value where it has one", () => {
    const made = { ...scenarioOver({ t: table(2, { n: count(depth) }) }), sizes: { depth: 5 } };
    expect(sizeParameters(made)).toEqual({ depth: 5 });
  });
});

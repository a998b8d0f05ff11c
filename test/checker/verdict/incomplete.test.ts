import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  after,
  always,
  bool,
  call,
  count,
  design,
  holds,
  machine,
  many,
  patch,
  scenario,
  sometimes,
  thread,
  type Unreachable,
  wait,
  when,
} from '../../../model/language/index.ts';

const mm = machine({ n: count(1), ready: bool() });
type Mm = typeof mm.state;
const nothing = () => {};
const isSo = () => true;
const helper = mm.fn('helper', 'test', {}, {}, { help: nothing });
const first = mm.fn('first', 'test', {}, {}, { a: nothing, inside: call(helper), b: nothing });
const second = mm.fn('second', 'test', {}, {}, { c: when(isSo, 'd'), skipped: nothing, d: nothing });
/** What `landing` never fires for, and `skipped`. */
const noLanding = 'the test first.leap never falls through, so first.landing never runs';
const noSkip = 'the test second.c never falls through, so second.skipped never runs';
/** Brings one label that fires, and one that does not. */
const extra = patch('extra').in(first, after('b', { leap: when(isSo, 'return'), landing: nothing }));

const parts = {
  summary: '',
  machine: mm,
  threads: { one: thread(first, {}), two: thread(second, {}) },
  designs: { base: design([], holds), extra: design([extra], holds) },
};
const skipped = { 'second.skipped': 'nobody goes there' };
const of = (unreachable: Unreachable, more: object = {}) =>
  scenario('test/incomplete', { ...parts, unreachable, ...more });
const firedAll = (label: string) => `the label ${label} is declared unreachable, and fired`;

describe('a label that is declared unreachable', () => {
  it('lets a design hold, and is no silent one, where it never fires', async () => {
    const { verdict, incomplete, neverFired, complete } = await check(of(skipped), 'base');
    expect({ verdict, incomplete, neverFired, complete }).toEqual({
      verdict: 'holds',
      incomplete: [],
      neverFired: [],
      complete: true,
    });
  });

  it.each(['first.a', 'first.b', 'second.c', 'second.d', 'helper.help'])(
    'proves nothing where it fires, whichever function has it: %s',
    async (label) => {
      const { verdict, incomplete, asExpected } = await check(of({ ...skipped, [label]: 'so' }), 'base');
      expect({ verdict, incomplete, asExpected }).toEqual({
        verdict: 'incomplete',
        incomplete: [firedAll(label)],
        asExpected: false,
      });
    },
  );

  it('proves nothing where it fires in the only function that there is', async () => {
    const made = of({ 'first.a': 'so' }, { threads: { one: thread(first, {}), two: thread(first, {}) } });
    expect((await check(made, 'base')).incomplete).toEqual([firedAll('first.a')]);
  });

  it('proves nothing where it fires and the design itself has declared it', async () => {
    const designs = { base: design([], holds, { unreachable: { 'first.b': 'so' } }) };
    expect((await check(of(skipped, { designs }), 'base')).incomplete).toEqual([firedAll('first.b')]);
  });

  it('says nothing of a design that lacks it, and is judged in the one that has it', async () => {
    const made = of({ ...skipped, 'first.leap': 'so', 'first.landing': 'so' });
    const base = await check(made, 'base');
    expect([base.verdict, base.incomplete, base.neverFired]).toEqual(['holds', [], []]);
    const patched = await check(made, 'extra');
    expect([patched.verdict, patched.incomplete, patched.neverFired]).toEqual([
      'incomplete',
      [firedAll('first.leap')],
      [],
    ]);
  });
});

describe('a label that never fires', () => {
  it('is told, and the ones that are declared unreachable are not', async () => {
    const { verdict, incomplete, neverFired } = await check(of(skipped), 'extra');
    expect({ verdict, incomplete, neverFired }).toEqual({
      verdict: 'incomplete',
      incomplete: [noLanding],
      neverFired: ['first.landing'],
    });
  });

  it('is told once for all threads and calls, ahead of ones that fire and of what is not seen', async () => {
    const helps = { begin: wait((s: Mm) => s.ready), one: call(helper), two: call(helper) };
    const late = mm.fn('late', 'test', {}, {}, helps as never);
    const made = of(
      { 'second.c': 'so' },
      {
        threads: {
          late: many(2, () => thread(late, {}, { optional: true })),
          two: thread(second, {}),
        },
        designs: { base: design([], holds) },
        properties: [sometimes('it is ready', (s: Mm) => s.ready)],
      },
    );
    const { incomplete, neverFired } = await check(made, 'base');
    expect(neverFired).toEqual(['late.begin', 'helper.help', 'second.skipped']);
    expect(incomplete).toEqual([
      'the label late.begin never fired, so the call of helper at late.one and the call of helper at late.two never run',
      noSkip,
      firedAll('second.c'),
      'no state witnesses "it is ready"',
    ]);
  });

  it('is told of a violated design too, which is not incomplete for that', async () => {
    const properties = [always('n is no number', () => false)];
    const { verdict, incomplete, neverFired } = await check(of(skipped, { properties }), 'base');
    expect([verdict, incomplete]).toEqual(['violated', []]);
    // The search ends at the state that it starts from: nothing has fired, and one label need not.
    expect(neverFired).toEqual(['first.a', 'helper.help', 'first.b', 'second.c', 'second.d']);
  });
});

describe('a search that is cut short', () => {
  const steps = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`step${i}`, nothing]));
  const walk = mm.fn('walk', 'test', {}, {}, { ...steps, last: wait(() => true) });
  const wide = of(
    {},
    { threads: { walker: many(3, () => thread(walk, {})) }, designs: { base: parts.designs.base } },
  );
  const cut = { verdict: 'incomplete', complete: false, asExpected: false };

  it('by somebody is interrupted', async () => {
    const result = await check(wide, 'base', {}, { onProgress: () => true });
    expect(result).toMatchObject({
      ...cut,
      stopped: 'interrupted',
      incomplete: ['the search was interrupted'],
    });
  });

  it('by a limit is not, and says nothing of labels that it has not come to', async () => {
    const result = await check(wide, 'base', {}, { limits: { maxStates: 1 } });
    expect(result).toMatchObject({
      ...cut,
      stopped: 'states',
      incomplete: ['the limit of states was reached; raise --max-states or lower a size with --set'],
    });
    expect(result.neverFired).toContain('walk.last');
  });
});

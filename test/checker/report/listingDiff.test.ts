import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import { listing } from '../../../checker/report/listing.ts';
import { differingListings } from '../../../checker/report/listingDiff.ts';
import {
  type AnyPatch,
  after,
  any,
  count,
  design,
  either,
  holds,
  machine,
  on,
  patch,
  remove,
  replace,
  scenario,
  table,
  thread,
  wait,
  when,
} from '../../../model/language/index.ts';

const mm = machine({ page: table(2, { a: count(2), b: count(2) }) });
type S = typeof mm.state;
const yes = () => true;
const set_a = (s: S) => {
  s.page[0]!.a = 1;
};
/** Steps of one text, which do different things. */
const setTo = (n: number) => (s: S) => {
  s.page[0]!.a = n;
};
const f = mm.fn(
  'f',
  'mm/example.c',
  {},
  {},
  {
    set: (s: S) => set_a(s),
    made: setTo(1),
    waits: wait((s: S) => s.page[0]!.a > 0),
    branches: either(
      on(yes, (s: S) => set_a(s)),
      any('page', yes, (s: S) => set_a(s)),
    ),
    test: when((s: S) => s.page[0]!.a > 2, 'out'),
    out: () => {},
  },
);
const listed = f.lines.find(({ label }) => label === 'set')!.line;

const by = (subject: string, ...hunks: readonly unknown[]): AnyPatch =>
  patch(subject).in(f, ...(hunks as [])) as AnyPatch;
const replaced: Readonly<Record<string, object>> = {
  set: (s: S) => {
    s.page[0]!.b = 1;
  },
  made: setTo(2),
  waits: wait((s: S) => s.page[0]!.b > 0),
  branches: either(
    on(yes, (s: S) => set_a(s)),
    any('page', yes, (s: S) => setTo(2)(s)),
  ),
  test: when((s: S) => s.page[0]!.b > 2, 'out'),
};

function differing(old: readonly AnyPatch[], fresh: readonly AnyPatch[]) {
  const made = scenario('test/differs', {
    summary: '',
    machine: mm,
    threads: { f: thread(f, {}) },
    designs: { old: design(old, holds), fresh: design(fresh, holds) },
  });
  const [before, now] = [buildProgram(made, 'old'), buildProgram(made, 'fresh')];
  const pairs = differingListings(before, now);
  const [pair] = pairs;
  const lines = (text: string | undefined) => (text ?? '').split('\n').map((line) => line.trim());
  const [was, is] = [lines(pair?.before), lines(pair?.after)];
  return {
    gone: was.filter((line) => !is.includes(line)),
    fresh: is.filter((line) => !was.includes(line)),
    shown: listing(now, 'f'),
  };
}

describe('a step that another one of the same name replaces', () => {
  it.each(Object.keys(replaced))('is in the diff, and marked in the listing: %s', (label) => {
    const one = by('test: another step', replace(label, { [label]: replaced[label] }));
    const { gone, fresh, shown } = differing([], [one]);
    expect(fresh).toHaveLength(1);
    expect(gone).toHaveLength(1);
    expect(fresh).toEqual([`${gone[0]}  /* test: another step */`]);
    expect(shown).toMatch(/^\+ .*\n/m);
    const back = differing([one], []);
    expect(back.gone).toEqual(fresh);
    expect(back.fresh).toEqual([`${gone[0]}  /* as it was */`]);
  });

  it('says of both sides whose it is where two patches have one', () => {
    const one = by('test: one', replace('set', { set: replaced.set }));
    const other = by('test: other', replace('set', { set: setTo(2) }));
    expect(differing([one], [other])).toMatchObject({
      gone: ['set();  /* test: one */'],
      fresh: ['set();  /* test: other */'],
    });
    expect(differing([one], [one, other])).toMatchObject({
      gone: ['set();  /* test: one */'],
      fresh: ['set();  /* test: other */'],
    });
  });

  it('may have been taken out and put back in', () => {
    const out = by('test: out', remove('made'));
    const back = by('test: back', after('set', { made: setTo(2) }));
    expect(differing([], [out, back])).toMatchObject({
      gone: ['made();'],
      fresh: ['made();  /* test: back */'],
    });
  });

  it('is none where it is the very same, and where nothing is replaced', () => {
    const same = by('test: the same', replace('set', { set: listed }));
    const one = by('test: one', replace('made', { made: setTo(2) }));
    expect(differing([], [same])).toMatchObject({ gone: [], fresh: [] });
    expect(differing([one], [one])).toMatchObject({ gone: [], fresh: [] });
    expect(differing([], [])).toMatchObject({ gone: [], fresh: [] });
  });
});

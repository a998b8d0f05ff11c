import { describe, expect, it } from 'vitest';
import { ablate } from '../../../../checker/questions/ablation/ablate.ts';
import { titleOf } from '../../../../checker/questions/ablation/parts.ts';
import { needOf } from '../../../../checker/report/ablation.ts';
import {
  always,
  call,
  count,
  design,
  either,
  goto,
  holds,
  machine,
  on,
  oneOf,
  pointer,
  rowSet,
  type Shape,
  scenario,
  table,
  thread,
  unless,
  wait,
  when,
} from '../../../../model/language/index.ts';

const mm = machine({
  seq: count(2),
  wide: count(100_000),
  row: table(2, { v: count(1) }),
  first: pointer('row'),
  set: rowSet('row'),
  mode: oneOf('on', 'off'),
  wrong: count(1),
});
type S = typeof mm.state;
interface My {
  seq: number;
  other: number;
  wide: number;
  at: S['first'];
  all: S['set'];
  mode: 'on' | 'off';
}
const locals = {
  seq: count(2),
  other: count(2),
  wide: count(100_000),
  at: pointer('row'),
  all: rowSet('row'),
  mode: oneOf('on', 'off'),
};

const load = (s: S, my: My) => {
  my.seq = s.seq;
};
/** Goes wrong unless the local has what it was loaded with: nobody else changes anything. */
const use = (test: (my: My) => boolean) => (s: S, my: My) => {
  if (!test(my)) s.wrong = 1;
};
const isZero = use((my) => my.seq === 0);

interface Form {
  readonly says: string;
  readonly listing: object;
  readonly line: string;
  readonly need: string;
  /** Another one where the line is a test that always jumps. */
  readonly always?: string;
}

const needed = 'needed without a race';
const forms: readonly Form[] = [
  { says: 'an effect', listing: { load, use: isZero }, line: 'load, with any value in seq', need: needed },
  {
    says: 'an effect whose local is never looked at',
    listing: { load, use: () => {} },
    line: 'load, with any value in seq',
    need: 'not needed',
  },
  {
    says: 'an effect of which all values will do',
    listing: { load, use: use((my) => my.seq < 3) },
    line: 'load, with any value in seq',
    need: 'not needed',
  },
  {
    says: 'a load of several locals, of which one matters',
    listing: {
      load: (s: S, my: My) => {
        load(s, my);
        my.mode = s.mode;
      },
      use: use((my) => my.mode === 'on'),
    },
    line: 'load, with any value in seq, mode',
    need: needed,
  },
  {
    says: 'a pointer and a set',
    listing: {
      load: (s: S, my: My) => {
        my.at = s.first;
        my.all = s.set;
      },
      use: use((my) => my.at === null && my.all === 0),
    },
    line: 'load, with any value in at, all',
    need: needed,
  },
  {
    says: 'a test that loads',
    listing: {
      load: when((s: S, my: My) => {
        load(s, my);
        return s.wrong === 1;
      }, 'use'),
      use: isZero,
    },
    line: 'load, with any value in seq',
    need: needed,
    always: 'load, with any value in seq, as if it always jumped',
  },
  {
    says: 'a wait that loads',
    listing: { load: wait((s: S) => s.wrong === 0, load), use: isZero },
    line: 'load, with any value in seq',
    need: needed,
  },
  {
    says: 'branches that load',
    listing: {
      load: either(
        on((s: S) => s.wrong === 0, load),
        on((s: S) => s.wrong === 0, load),
      ),
      use: isZero,
    },
    line: 'load, with any value in seq',
    need: needed,
  },
  {
    says: 'a load that jumps',
    listing: { load: goto('use', load), use: isZero },
    line: 'load, with any value in seq',
    need: needed,
  },
  {
    says: 'a load that something jumps to',
    listing: { load, use: isZero, again: when((s: S) => s.wrong === 1, 'load') },
    line: 'load, with any value in seq',
    need: needed,
  },
  {
    says: 'a second load, where the first stands',
    listing: { first: load, load, use: isZero },
    line: 'load',
    need: 'not needed',
  },
  {
    says: 'a second load that not all come to by the first',
    listing: { look: unless((s: S) => s.wrong === 1, 'load'), first: load, load, use: isZero },
    line: 'load, with any value in seq',
    need: needed,
  },
  {
    says: 'a step that writes what is shared too, which is left out as it is',
    listing: {
      load: (s: S, my: My) => {
        load(s, my);
        s.seq = 0;
      },
      use: isZero,
    },
    line: 'load',
    need: 'not needed',
  },
  {
    says: 'a local of too many values to try them all',
    listing: {
      load: (s: S, my: My) => {
        my.wide = s.wide;
      },
      use: use((my) => my.wide !== 50_000),
    },
    line: 'load, with any value in wide',
    need: 'incomplete',
  },
];

const loader = mm.fn(
  'loader',
  'mm/example.c',
  {},
  { seq: count(2) },
  { load: load as (s: S, my: { seq: number }) => void },
);

async function needs(listing: object): Promise<Record<string, string>> {
  const f = mm.fn('f', 'mm/example.c', {}, locals as Shape, listing as never);
  const of = scenario('test/loads', {
    summary: '',
    machine: mm,
    threads: { f: thread(f, {}) },
    properties: [always('nothing is wrong', (s: S) => s.wrong === 0)],
    designs: { base: design([], holds) },
  });
  const { ablated } = await ablate(of, 'base', { sizes: {}, elsewhere: [], search: () => ({}) });
  return Object.fromEntries(ablated.map((one) => [titleOf(one.what), needOf(one)]));
}

describe('a line that only loads', () => {
  it.each(forms)(
    'is judged for all that its locals could have: $says',
    async ({ listing, line, need, always: jumps }) => {
      const found = await needs(listing);
      expect(found).toMatchObject({ [`f.${line}`]: need });
      if (jumps !== undefined) expect(found).toMatchObject({ [`f.${jumps}`]: need });
    },
  );

  it('may be a call that only looks', async () => {
    const found = await needs({ load: call(loader, { seq: 'seq' }), use: isZero });
    expect(found).toMatchObject({
      'f.load, with any value in seq': needed,
      'loader.load, with any value in seq': needed,
    });
  });
});

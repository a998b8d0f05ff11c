import { describe, expect, it } from 'vitest';
import { type Split, split } from '../../../../checker/questions/split/split.ts';
import {
  always,
  any,
  atomically,
  atTheEnd,
  bool,
  count,
  design,
  type Expected,
  either,
  goto,
  holds,
  machine,
  on,
  oneStep,
  type Property,
  range,
  scenario,
  thread,
  violated,
  wait,
  when,
} from '../../../../model/language/index.ts';

const mm = machine({ flag: bool(), inside: count(2), n: count(4), x: count(2), y: count(2), bad: bool() });
type S = typeof mm.state;

const alone = always('one at a time', (s: S) => s.inside < 2) as Property<never>;

/** Two threads with these listings, taken apart. */
async function taken(
  one: object,
  other: object,
  properties: readonly Property<never>[],
  expected: Expected = holds,
): Promise<Split> {
  const threads = {
    a: thread(mm.fn('a', 'test', {}, { seen: count(4) }, one as never), {}),
    b: thread(mm.fn('b', 'test', {}, { seen: count(4) }, other as never), {}),
  };
  const parts = { summary: '', machine: mm, threads, properties, designs: { base: design([], expected) } };
  return split(scenario('test/split', parts as never), 'base');
}

/** Which labels were taken apart where, and what came of it. */
const told = ({ results }: Split) =>
  results.map(({ id, before, changes, told }) => [
    id,
    before.length,
    changes,
    ...(told === undefined ? [] : [told.trace.steps.length]),
  ]);

const enter = (s: S) => {
  if (s.flag) return;
  s.flag = true;
  s.inside++;
};

describe('a step that says itself where it goes', () => {
  const tries = {
    try: goto(['try', 'inside', 'break'], (s: S) => {
      if (s.n > 0) return 'break';
      if (s.flag) return 'try';
      s.flag = true;
      return 'inside';
    }),
    give_up: goto('return'),
    inside: (s: S) => {
      s.inside++;
    },
  };

  it('goes there behind its second part, and is taken apart between its test and its store', async () => {
    const parts = told(await taken(tries, tries, [alone]));
    expect(parts.filter(([id]) => id === 'a.try').some(([, , changes]) => changes === true)).toBe(true);
  });
});

describe('a step that chooses', () => {
  it('hands on to its second part what it has chosen, also where that is no row', async () => {
    const adds = {
      add: either(
        any(
          [range(0, 1), bool()],
          () => true,
          (s: S, _my, [n, twice]) => {
            s.n += n + Number(twice);
          },
        ),
      ),
    };
    const sum = atTheEnd('up to four', (s: S) => s.n <= 4) as Property<never>;
    const parts = told(await taken(adds, adds, [sum]));
    expect(parts.map(([id]) => id)).toContain('a.add');
  });
});

describe('a step that is taken apart', () => {
  it('changes the verdict where two threads come between a test and what hangs on it', async () => {
    const result = await taken({ enter }, { enter }, [alone]);
    // It loads the flag, the other one goes in as a whole, and it goes in behind it.
    expect(told(result)).toEqual(
      expect.arrayContaining([
        ['a.enter', 1, true, 3],
        ['b.enter', 1, true, 3],
      ]),
    );
    expect(
      result.results.every(({ id, before, changes }) => changes === (before.length === 1) || id === ''),
    ).toBe(true);
  });

  it('may be one of which a way is declared unreachable, by the scenario or by the design', async () => {
    const inc_and_test = when((state: S) => ++state.n > 2, 'return');
    const fns = {
      a: mm.fn('a', 'test', {}, {}, { inc_and_test }),
      b: mm.fn('b', 'test', {}, {}, { inc_and_test }),
    };
    const result = await split(
      scenario('test/split', {
        summary: '',
        machine: mm,
        threads: { a: thread(fns.a, {}), b: thread(fns.b, {}) },
        properties: [atTheEnd('none is lost', (state: S) => state.n === 2)],
        designs: { base: design([], holds, { unreachable: { 'a.inc_and_test: jumps': 'there are two' } }) },
        unreachable: { 'b.inc_and_test: jumps': 'there are two' },
      }),
      'base',
    );
    expect(told(result)).toEqual([
      ['a.inc_and_test', 1, true, 3],
      ['b.inc_and_test', 1, true, 3],
    ]);
  });

  it('says so of one that has a reason, too, and keeps the reason', async () => {
    const reasoned = oneStep('under a lock of the caller', enter);
    const result = await taken({ enter: reasoned }, { enter: reasoned }, [alone]);
    expect(result.results[0]).toMatchObject({ changes: true, oneStep: 'under a lock of the caller' });
  });

  it('loses an update that is a load and a store', async () => {
    const add = (s: S) => {
      s.n++;
    };
    const check = {
      add,
      is_two: wait((s: S) => s.n > 0),
      test: (s: S) => {
        s.bad = s.n < 1;
      },
    };
    const result = await taken({ add, out: () => {} }, check, []);
    expect(told(result)).toEqual([
      ['a.add', 1, false],
      ['b.add', 1, false],
    ]);
    const both = always(
      'both count',
      (s: S, { a, b }) => !a!.ended || !b!.ended || s.n === 2,
    ) as Property<never>;
    expect(told(await taken({ add }, { add }, [both]))).toEqual([
      ['a.add', 1, true, 3],
      ['b.add', 1, true, 3],
    ]);
  });

  it('leaves a locked instruction alone', async () => {
    const add = (s: S) => atomically(() => s.n++);
    expect(told(await taken({ add }, { add }, []))).toEqual([]);
  });

  it('has its loads one after the other, and its stores', async () => {
    const both = (s: S) => {
      s.x = 1;
      s.y = 1;
    };
    const compare = (s: S) => {
      if (s.x !== s.y) s.bad = true;
    };
    const never = always('never torn', (s: S) => !s.bad) as Property<never>;
    // One store and then the other thread; one load, both stores and the other load.
    expect(told(await taken({ both }, { compare }, [never]))).toEqual([
      ['a.both', 1, true, 2],
      ['b.compare', 1, true, 3],
    ]);
  });

  it('keeps a guard with the first part, and the branch that was taken', async () => {
    const line = either(
      on(
        (s: S) => s.x === 0,
        (s: S) => {
          s.y = 1;
        },
      ),
      on(
        (s: S) => s.x === 1,
        (s: S) => {
          s.y = 2;
        },
      ),
    );
    const fit = always('y fits x', (s: S) => s.y === 0 || s.x === s.y - 1) as Property<never>;
    const store = (s: S) => {
      if (s.y === 0) s.x = 1;
    };
    const result = await taken({ line }, { store }, [fit]);
    expect(told(result)).toEqual(
      expect.arrayContaining([
        ['a.line', 0, true, 3],
        ['b.store', 1, true, 3],
      ]),
    );
  });

  it('changes nothing of a violation that is there anyway', async () => {
    const result = await taken(
      { enter },
      {
        break_in: (s: S) => {
          s.inside = 2;
        },
      },
      [alone],
      violated('one at a time'),
    );
    expect(result.base.verdict).toBe('violated');
    expect(result.results.every(({ changes }) => changes === false)).toBe(true);
  });
});

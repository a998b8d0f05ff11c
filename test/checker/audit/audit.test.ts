import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  always,
  atTheEnd,
  bool,
  count,
  design,
  everyStep,
  goto,
  holds,
  ModelError,
  machine,
  type Property,
  scenario,
  sometimes,
  table,
  thread,
  violated,
  wait,
  when,
} from '../../../model/language/index.ts';

const mm = machine({ n: count(9), flag: bool(), q: table(2, { len: count(3) }) });
type Mm = typeof mm.state;
type Row = Mm['q'][number];

/** What a check of a listing, which two threads run, says; nothing where it has a verdict. */
async function said(
  listing: object,
  properties: readonly Property<Mm>[] = [],
  expected = holds,
  initial: (s: Mm) => unknown = () => {},
): Promise<string> {
  const fn = mm.fn('f', 'mm/example.c', {}, { i: count(9) }, listing as never);
  const made = scenario('test/small', {
    summary: '',
    machine: mm,
    threads: { t: thread(fn, {}), u: thread(fn, {}) },
    properties,
    initial,
    designs: { d: design([], expected) },
  });
  try {
    await check(made, 'd');
    return '';
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
}

const allowed =
  '; allowed: recipes that hang on the state alone, keep nothing between calls and read fields by name';
const last = { last: () => {} };

describe('a recipe that remembers', () => {
  it('is found by what it writes: a counter', async () => {
    let calls = 0;
    const b = (s: Mm) => {
      if (++calls % 2 === 0) s.flag = true;
    };
    expect(await said({ a: (s: Mm) => void s.n++, b, ...last })).toMatch(
      /^test\/small@d: [tu] at b: run twice in one state it leaves flag at (true and at false|false and at true);/,
    );
  });

  it('is found by what it writes: a local', async () => {
    let calls = 0;
    const a = (_s: Mm, my: { i: number }) => {
      my.i = ++calls % 3;
    };
    expect(await said({ a, ...last })).toMatch(
      /^test\/small@d: t at a: run twice in one state it leaves t: i at/,
    );
  });

  it('is found by where it goes', async () => {
    let calls = 0;
    const to = when(() => ++calls % 2 === 0, 'last');
    expect(await said({ to, between: () => {}, ...last })).toMatch(
      /^test\/small@d: [tu] at to: run twice in one state it goes to (last and to between|between and to last);/,
    );
  });

  it('is found by its guard', async () => {
    let calls = 0;
    const guard = wait(() => ++calls % 2 === 0);
    expect(await said({ guard, ...last })).toMatch(
      /^test\/small@d: [tu] at guard: (its guard is true and false in one state|run twice|it does not do the same when)/,
    );
  });

  it('is found by the check that it fails', async () => {
    let calls = 0;
    const breaks = (s: Mm) => {
      if (++calls % 2 === 0) s.n = 12;
    };
    expect(await said({ breaks, ...last })).toContain(
      'at breaks: it fails by domain and does not in one state ("n: 12 is outside its domain 0..9")',
    );
  });

  it.each([
    ['always', always],
    ['sometimes', sometimes],
  ] as const)('is found where it is a property: %s', async (_, kind) => {
    let calls = 0;
    const counting = kind(
      'counts',
      () => ++calls % 2 === 0 || (kind === always && calls > 1e9),
    ) as Property<Mm>;
    expect(await said({ a: () => {}, ...last }, [counting])).toMatch(/^test\/small@d: property "counts" /);
  });

  it('is found where it is a property of a step', async () => {
    let calls = 0;
    const counting = everyStep('counts', () => ++calls % 2 === 0) as Property<Mm>;
    expect(await said({ a: () => {}, ...last }, [counting])).toMatch(
      /^test\/small@d: [tu] at a: it fails by counts and does not in one state \(/,
    );
  });

  it('is found where it is a property of the end', async () => {
    let calls = 0;
    const counting = atTheEnd('counts', () => ++calls % 2 === 0) as Property<Mm>;
    expect(await said({ a: () => {} }, [counting])).toMatch(
      /^test\/small@d: (property "counts"|'counts') fails/,
    );
  });

  it('is found where it makes an initial state', async () => {
    let calls = 0;
    const initial = (s: Mm) => {
      s.n = ++calls;
    };
    expect(await said(last, [], holds, initial)).toBe(
      `test/small@d: the initial state 'start' is not the same twice${allowed}`,
    );
  });

  it('is found where it keeps a row, and writes to it', async () => {
    let row: Row | undefined;
    const keep = (s: Mm) => {
      row = s.q[1];
    };
    const use = () => {
      row!.len = 2;
    };
    expect(await said({ keep, use, ...last })).toBe(
      'test/small@d: t at use: its recipe uses a row or a record that was kept from an earlier call; ' +
        'allowed: those of the state that it is given',
    );
  });

  it('is found where it keeps a row, and reads it', async () => {
    let row: Row | undefined;
    const keep = (s: Mm) => {
      row ??= s.q[1]!;
      s.q[1]!.len++;
    };
    const use = (s: Mm) => {
      s.n = row!.len;
    };
    expect(await said({ keep, use, ...last })).toMatch(/^test\/small@d: . at use: /);
  });

  it('is found where it keeps the state itself', async () => {
    const states: Mm[] = [];
    const keep = (s: Mm) => {
      states.push(s);
      states[0]!.n = 5;
    };
    expect(await said({ keep, ...last })).toMatch(/^test\/small@d: . at keep: /);
  });

  it('is not found where what it remembers makes no difference', async () => {
    const known = new Map<number, number>();
    const square = (s: Mm) => {
      if (!known.has(s.n)) known.set(s.n, (s.n * s.n) % 9);
      s.n = known.get(s.n)!;
    };
    expect(await said({ a: (s: Mm) => void s.n++, square, again: goto('last', square), ...last })).toBe('');
  });
});

describe('a recipe that asks for what is no part of the state', () => {
  const asking: readonly [what: string, ask: () => number][] = [
    ['Math.random()', () => (Math.random() < 2 ? 1 : 0)],
    ['Date.now()', () => (Date.now() > 1 ? 1 : 0)],
    ['new Date()', () => (new Date().getFullYear() > 1 ? 1 : 0)],
    ['Date()', () => Math.min(1, Date().length)],
  ];

  it.each(asking)('is refused by what it asks for: %s', async (what, ask) => {
    const why = `it asks for ${what}, which is no part of the state; allowed: what answers the same each time`;
    const before = [Math.random, Date];
    expect(await said({ a: (s: Mm) => Object.assign(s, { n: ask() }), ...last })).toBe(
      `test/small@d: t at a: its recipe throws: ${why}`,
    );
    expect(await said({ a: wait(() => ask() > 0), ...last })).toContain(why);
    expect(await said(last, [always('asks', () => ask() > 0)])).toContain(
      `property "asks" throws instead of`,
    );
    expect(await said(last, [], holds, (s) => Object.assign(s, { n: ask() }))).toContain(why);
    expect([Math.random, Date]).toEqual(before);
  });

  it('may make a date of what it knows', async () => {
    const a = (s: Mm) => Object.assign(s, { n: new Date(86_400_000).getUTCDate() });
    expect(await said({ a, ...last })).toBe('');
  });
});

describe('a finding', () => {
  it('is one of both engines', async () => {
    let calls = 0;
    // Only the first call of all breaks: the one of the search.
    const breaks = (s: Mm) => {
      if (++calls === 1) s.n = 12;
    };
    expect(await said({ breaks, ...last }, [], violated('domain'))).toBe(
      `test/small@d: t at breaks: 'domain' fails at one time and not at another in one state${allowed}`,
    );
  });

  it('is one of both engines where it is a property', async () => {
    let calls = 0;
    // A search asks what is false again, for everything that is.
    const once = always('once', () => ++calls > 2) as Property<Mm>;
    expect(await said(last, [once], violated('once'))).toBe(
      `test/small@d: 'once' fails at one time and not at another in one state${allowed}`,
    );
  });
});

describe('a way to a finding', () => {
  it('is one of both engines, step by step', async () => {
    let calls = 0;
    // The second call of all, which is one of the search, and none behind it.
    const b = (s: Mm) => {
      if (++calls === 2) s.flag = true;
    };
    const never = always('never', (s: Mm) => !s.flag) as Property<Mm>;
    expect(await said({ a: (s: Mm) => void s.n++, b, ...last }, [never], violated('never'))).toMatch(
      /^test\/small@d: [tu] at b: (run twice in one state it leaves flag at|it does not do the same when it is taken twice) /,
    );
  });
});

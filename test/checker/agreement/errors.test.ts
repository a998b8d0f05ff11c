import { describe, expect, it } from 'vitest';
import { compile } from '../../../checker/packed/compile.ts';
import type { Program } from '../../../checker/program/program.ts';
import {
  always,
  any,
  atTheEnd,
  bool,
  call,
  count,
  either,
  everyStep,
  ModelError,
  machine,
  type Property,
  record,
  rowSet,
  sometimes,
  table,
  tasks,
  thread,
  wait,
} from '../../../model/language/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({
  task: tasks({ mine: count(3) }),
  n: count(3),
  flag: bool(),
  pages: table(2, { mapped: bool() }),
  group: record({ x: count(3) }),
});
type State = typeof mm.state;
interface My {
  i: number;
}

const running = (...listings: readonly object[]) =>
  programOf(mm, threadsOf(mm, { i: count(3) }, ...listings));
const asking = (...properties: readonly Property<State>[]) =>
  programOf(mm, threadsOf(mm, {}, { up, last: () => {} }), { properties });
const up = (s: State) => {
  s.n++;
};

/** What the two engines say when they refuse a program, in that order. */
async function complaints(program: Program): Promise<[packed: string, reference: string]> {
  const packed = await explore(program).catch((error: unknown) => error);
  expect(packed).toBeInstanceOf(ModelError);
  return [(packed as ModelError).message, refusal(() => naiveSearch(program, 'any'))];
}

/** Expects both engines to refuse a program with a message that has these parts in order. */
async function expectComplaint(program: Program, ...parts: readonly string[]): Promise<void> {
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  for (const message of await complaints(program)) expect(message).toMatch(new RegExp(`^${pattern}`, 's'));
}

describe('a recipe', () => {
  it.each([
    ['an effect', (broken: (s: State) => boolean) => broken],
    ['a guard', (broken: (s: State) => boolean) => wait(broken)],
    ['the effect behind a guard', (broken: (s: State) => boolean) => wait(() => true, broken)],
  ])('that throws is refused by scenario, thread and label: %s', async (_, lineOf) => {
    const broken = (s: State) => s.pages[2]!.mapped;
    const program = running({ fine: () => {} }, { up, here: lineOf(broken) });
    await expectComplaint(program, 'test/small@only: cpu1 at here: its recipe throws: Cannot read prop');
  });

  it('that throws inside a call is refused by the label within the label', async () => {
    const callee = mm.fn('callee', 'mm/example.c', {}, {}, { inner: (s: State) => s.pages[2]!.mapped });
    const program = running({ outer: call(callee as never) });
    await expectComplaint(program, 'test/small@only: cpu0 at outer.inner: its recipe throws: ');
  });

  it('that throws for one row of a choice is refused by that row', async () => {
    const choose = either(any('pages', (s: State, _my: My, row: number) => s.pages[row * 2]!.mapped));
    await expectComplaint(
      running({ choose }),
      'test/small@only: cpu0 at choose with pages[1]: its recipe throws',
    );
  });

  it('that throws what is no error is refused all the same', async () => {
    const here = () => {
      throw 'words';
    };
    await expectComplaint(running({ here }), 'test/small@only: cpu0 at here: its recipe throws: words');
  });
});

describe('a guard', () => {
  const writing = (write: (s: State, my: My) => void) =>
    running({
      here: wait((s: State, my: My) => {
        write(s, my);
        return true;
      }),
    });

  it.each([
    ['a field', (s: State) => up(s)],
    ['a field of a row', (s: State) => Object.assign(s.pages[1]!, { mapped: true })],
    ['a field of a record', (s: State) => Object.assign(s.group, { x: 1 })],
    ['a local', (_s: State, my: My) => Object.assign(my, { i: 2 })],
  ])('that changes %s is refused', async (_, write) => {
    await expectComplaint(
      writing(write),
      'test/small@only: cpu0 at here: its guard changes the state; allowed: ',
    );
  });

  it('that changes the state is refused even where it does not hold', async () => {
    const here = wait((s: State) => {
      up(s);
      return false;
    });
    await expectComplaint(
      running({ here }),
      'test/small@only: cpu0 at here: its guard changes the state; allowed: ',
    );
  });

  it('that assigns what is there already changes nothing', async () => {
    const program = writing((s) => Object.assign(s, { n: s.n }));
    const { findings, states } = await explore(program);
    expect([findings, states]).toEqual([[], 2]);
    expect(naiveSearch(program, 'any')).toMatchObject({ findings: [], states: 2 });
  });
});

describe('what a recipe must not assign', () => {
  const write = (to: object, name: string, value: unknown) => Object.assign(to, { [name]: value });

  it('is a parameter', async () => {
    const fn = mm.fn(
      'entry',
      'mm/example.c',
      { given: count(3) },
      {},
      {
        here: (_s, my) => write(my, 'given', 1),
      },
    );
    await expectComplaint(
      programOf(mm, { cpu0: thread(fn, { given: 2 }) }),
      'test/small@only: cpu0 at here: its recipe throws: Cannot set property given',
    );
  });

  it("is a parameter that is the caller's local", async () => {
    const callee = mm.fn(
      'callee',
      'mm/example.c',
      { given: count(3) },
      {},
      {
        here: (_s, my) => write(my, 'given', 1),
      },
    );
    await expectComplaint(
      running({ outer: call(callee as never, { given: 'i' }) }),
      'test/small@only: cpu0 at outer.here: its recipe throws: Cannot set property given',
    );
  });

  it.each([
    ['a field that the machine does not have', (s: State) => write(s, 'm', 1)],
    ['a field that a row does not have', (s: State) => write(s.pages[0]!, 'mapcount', 1)],
    ['a name that the function does not have', (_s: State, my: My) => write(my, 'j', 1)],
    ['a whole record', (s: State) => write(s, 'group', { x: 1 })],
    ['a whole table', (s: State) => write(s, 'pages', [])],
    ['its own number', (_s: State, my: My) => write(my, 'current', 1)],
  ])('is %s', async (_, here) => {
    await expectComplaint(running({ here }), 'test/small@only: cpu0 at here: its recipe throws: Cannot ');
  });

  it("is a parameter handed on as a called function's local", () => {
    const inner = mm.fn('inner', 'mm/example.c', {}, { own: count(3) }, { here: () => {} });
    const middle = mm.fn(
      'middle',
      'mm/example.c',
      { given: count(3) },
      {},
      {
        inside: call(inner as never, { own: 'given' }),
      },
    );
    expect(refusal(() => running({ outer: call(middle as never, { given: 'i' }) }))).toBe(
      "middle: the call of inner at 'inside' lets 'own' write the parameter 'given'; allowed: a local",
    );
  });
});

describe('a property', () => {
  const kinds = [
    ['always', always],
    ['sometimes', sometimes],
    ['atTheEnd', atTheEnd],
  ] as const;

  it.each(kinds)('of kind %s that throws is refused by its name', async (_, kind) => {
    const broken = kind('broken', (s: State) => s.pages[2]!.mapped);
    await expectComplaint(
      asking(broken),
      'test/small@only: property "broken" throws instead of answering: Cannot read prop',
      '; allowed: reading the state',
    );
  });

  it('of a step that throws is refused by its name', async () => {
    const broken = everyStep('broken', (_before: State, after: State) => after.pages[2]!.mapped);
    await expectComplaint(asking(broken), 'test/small@only: property "broken" throws instead of answering: ');
  });

  it.each([
    ['a field', (s: State) => up(s)],
    ['a field of a row', (s: State) => Object.assign(s.pages[0]!, { mapped: true })],
    ['a field of the own row', (s: State) => Object.assign(s.task[0]!, { mine: 1 })],
    ['a field that there is not', (s: State) => Object.assign(s, { m: 1 })],
    ['a local', (_s: State, [t]: readonly { my: object }[]) => Object.assign(t!.my, { i: 1 })],
    ['a label', (_s: State, [t]: readonly object[]) => Object.assign(t!, { label: 'end' })],
  ])('that writes %s is refused by its name', async (_, write) => {
    const properties = [
      always('writes', (s: State, threads) => {
        write(s, threads);
        return true;
      }),
    ];
    const program = programOf(mm, threadsOf(mm, { i: count(3) }, { up }), { properties });
    await expectComplaint(program, 'test/small@only: property "writes" throws instead of answering: Cannot ');
  });

  it.each([...kinds, ['everyStep', everyStep]] as const)(
    'of kind %s that answers with something else than true or false is refused by its name',
    async (_, kind) => {
      const answering = (value: unknown) => asking(kind('truthy', (() => value) as never));
      const subject = 'test/small@only: property "truthy" answers';
      await expectComplaint(answering(1), `${subject} 1; allowed: true, false`);
      await expectComplaint(answering(undefined), `${subject} undefined; allowed: true, false`);
      await expectComplaint(answering(Promise.resolve(true)), `${subject} a promise; allowed: true, false`);
      await expectComplaint(answering([].values()), `${subject} an iterator; allowed: true, false`);
    },
  );
});

describe('an initial state', () => {
  it.each([
    ['outside a domain', (s: State) => Object.assign(s, { n: 4 }), 'n: 4 is outside its domain 0..3'],
    ['that throws', (s: State) => s.pages[2]!.mapped, 'Cannot read prop'],
    ['with a field that there is not', (s: State) => Object.assign(s, { m: 1 }), 'Cannot add property m'],
    ['with a row that is replaced', (s: State) => Object.assign(s.pages, [{ mapped: true }]), 'Cannot '],
  ])('%s is refused by its name', async (_, initial, why) => {
    const program = programOf(mm, threadsOf(mm, {}, { up }), { initial });
    await expectComplaint(program, `test/small: the initial state 'start' cannot be made: ${why}`);
  });
});

describe('a schema', () => {
  it('of more than 64 words is refused before anything is searched', async () => {
    const fields = Array.from({ length: 70 }, (_, i) => [`field${i}`, count(2 ** 20)]);
    const large = machine(Object.fromEntries(fields));
    const program = programOf(large, threadsOf(large, {}, { nothing: () => {} }));
    const expected =
      'test/small: a state of it has 2240 bits; allowed: up to 2048 (fewer rows, smaller bounds)';
    expect(refusal(() => compile(program))).toBe(expected);
    await expect(explore(program)).rejects.toThrow(expected);
  });

  it('with a set over more than 31 rows is refused by the path of the set', () => {
    const large = machine({ t: table(32, { set: rowSet('t') }) });
    expect(refusal(() => programOf(large, threadsOf(large, {}, { nothing: () => {} })))).toBe(
      "t[].set: a set over 32 rows of 't'; allowed: at most 31",
    );
  });

  it('with a local that is a set over more than 31 rows is refused by the function and the local', () => {
    const large = machine({ t: table(32, { flag: bool() }) });
    expect(
      refusal(() => programOf(large, threadsOf(large, { set: rowSet('t') }, { nothing: () => {} }))),
    ).toBe("f0: local set: a set over 32 rows of 't'; allowed: at most 31");
  });
});

import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import {
  after,
  always,
  atTheEnd,
  bool,
  call,
  count,
  design,
  everyStep,
  goto,
  holds,
  machine,
  many,
  type Property,
  patch,
  type Scenario,
  scenario,
  sometimes,
  type Threads,
  thread,
} from '../../../model/language/index.ts';
import { refusal, refusalOf } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({ n: count(3) });
type Mm = typeof mm.state;
const grow = (s: Mm) => {
  s.n++;
};
const inner = mm.fn('inner', 'test', {}, {}, { one: grow, two: () => {} });
const outer = mm.fn(
  'outer',
  'test',
  { given: count(3) },
  { failed: bool() },
  {
    begin: (_s: Mm, my) => {
      my.failed = true;
    },
    inside: call(inner),
    last: () => {},
  },
);
const other = mm.fn('other', 'test', {}, {}, { idle: () => {} });
const barrier = patch('barrier').in(outer, after('last', { smp_mb: () => {} }));

const of = (...properties: readonly Property<Mm>[]): Scenario =>
  scenario('test/views', {
    summary: '',
    machine: mm,
    threads: { a: thread(outer, { given: 2 }), b: thread(other, {}), cpu: many(2, () => thread(other, {})) },
    properties,
    designs: { d: design([], holds), barrier: design([barrier], holds) },
  });
const search = (...properties: readonly Property<Mm>[]) => explore(buildProgram(of(...properties), 'd'));

/** What the packed engine says of a property, which the reference engine must say too in a state where it is asked. */
async function mistakeOf(property: Property<Mm>): Promise<string> {
  const told = await refusalOf(search(property));
  expect(told).toContain(`test/views@d: property "${property.name}"`);
  return told.slice(`test/views@d: property "${property.name}"`.length);
}

const labels = ['begin', 'inside.one', 'inside.two', 'last', 'end'];

describe('a place that a property names', () => {
  const seen = async (...places: readonly string[]) => {
    const found = new Set<string>();
    const note = (_s: Mm, { a }: Threads) => {
      if (a!.at(places)) found.add(labels.find((label) => a!.at(label))!);
      return true;
    };
    await search(always('seen', note));
    return [...found];
  };

  it.each([
    [['inside.one'], ['inside.one']],
    [
      ['begin', 'end'],
      ['begin', 'end'],
    ],
    [['inside.*'], ['inside.one', 'inside.two']],
    [['*.one'], ['inside.one']],
    [['*.last'], ['last']],
    [['*'], ['begin', 'last', 'end']],
    [['in*.t*'], ['inside.two']],
    [['l*t'], ['last']],
    [['smp_mb'], []],
  ])('%j means %j', async (places, meant) => {
    expect(await seen(...places)).toEqual(meant);
  });

  it.each([
    ['lst', "did you mean 'last'?"],
    ['inside.on', "did you mean 'inside.one'?"],
    ['one', 'allowed: begin, inside.one, inside.two, last, end'],
    ['idle', 'allowed: begin'],
    ['*.thre', 'allowed: begin'],
    ['smb_mb', 'allowed: begin'],
    ['last.*', 'allowed: begin'],
  ])('is a mistake where its thread has it in no design: %s', async (place, says) => {
    const told = await mistakeOf(always('p', (_s: Mm, [a]) => !a!.at(place)));
    expect(told).toContain(`: a has no label '${place}' in outer, in no design; `);
    expect(told).toContain(says);
    expect(await search(always('p', (_s: Mm, [a]) => !a!.mayBeAt(place)))).toMatchObject({ findings: [] });
  });

  it('is one of its own thread', async () => {
    const told = await mistakeOf(everyStep('p', (_b: Mm, _a: Mm, { b }) => !b!.at('last')));
    expect(told).toBe(": b has no label 'last' in other, in no design; allowed: idle, end");
  });
});

describe('the label of a thread', () => {
  it.each([
    ['!==', (_s: Mm, [a]: Threads) => (a as never as { label: string }).label !== 'lst'],
    [
      '===, the other way round',
      (_s: Mm, { a }: Threads) => !('lst' === (a as never as { label: string }).label),
    ],
    [
      'out of its thread',
      (_s: Mm, { a }: Threads) => {
        const { label } = a as never as { label: string };
        return label !== 'lst';
      },
    ],
  ])('is no text to compare, and a misspelt one is named: %s', async (_, holdsSo) => {
    expect(await mistakeOf(always('p', holdsSo))).toEqual(
      expect.stringMatching(
        / compares the label of a thread with 'lst', which no thread has; did you mean 'last'\?/,
      ),
    );
  });

  it.each([
    ['in a list', (_s: Mm, [a]: Threads) => !['lst', 'last'].includes(a!.label)],
    ['in an everyStep', (_s: Mm, [a]: Threads) => a!.label !== 'frist'],
  ])('is found misspelt %s', async (_, holdsSo) => {
    expect(await mistakeOf(always('p', holdsSo))).toMatch(
      / compares the label of a thread with '(lst|frist)'/,
    );
  });

  it('may be compared where it is right, and read whatever is done with it', async () => {
    const right = always('right', (_s: Mm, [a]: Threads) => a!.label !== 'last' || a!.at('last'));
    const begins = always('begins', (_s: Mm, [a]: Threads) => a!.ended === (a!.label === 'end'));
    expect(await search(right, begins)).toMatchObject({ findings: [], stopped: undefined });
  });
});

describe('a thread by its name', () => {
  it('is the one of its place, also in a group', async () => {
    const same = ([a, b, cpu0, cpu1]: Threads, named: Threads) =>
      a === named.a && b === named.b && cpu0 === named.cpu0 && cpu1 === named.cpu1;
    const kept = always('same', (_s: Mm, threads) => same(threads, threads));
    const keptThen = everyStep('then', (_b: Mm, _a: Mm, threads) => same(threads, threads));
    expect(await search(kept, keptThen)).toMatchObject({ findings: [], stopped: undefined });
  });

  it.each([
    ['aa', "did you mean 'a'?"],
    ['cpu2', "did you mean 'cpu0'?"],
    ['length_', 'allowed: a, b, cpu0, cpu1'],
  ])('is a mistake where there is none: %s', async (name, says) => {
    for (const make of [always, atTheEnd, sometimes]) {
      const told = await mistakeOf(make('p', (_s: Mm, threads) => threads[name] === undefined));
      expect(told).toContain(`: it has no thread '${name}'; ${says}`);
    }
  });

  it.each(['length', '0', '17'])('cannot be what the list has itself: %s', (name) => {
    const threads = { [name]: thread(other, {}) };
    const parts = { summary: '', machine: mm, threads, designs: { d: design([], holds) } };
    expect(refusal(() => buildProgram(scenario('test/name', parts), 'd'))).toContain(
      `a thread cannot be called '${name}'`,
    );
  });

  it('may be what arrays call a method, in its place', async () => {
    const threads = { push: thread(other, {}), find: thread(other, {}) };
    const made = scenario('test/stack', {
      summary: '',
      machine: mm,
      threads,
      properties: ({ always: is }) => [
        is('p', (_s, { push, find }) => push.name === 'push' && find.name === 'find'),
      ],
      designs: { d: design([], holds) },
    });
    expect(await explore(buildProgram(made, 'd'))).toMatchObject({ states: 4, findings: [] });
  });
});

describe('the locals of a thread that has ended', () => {
  const gone =
    ': outer: failed: the thread has ended, and its locals are gone; allowed: its parameters, or to ask whether it has ended first';

  it.each([
    ['at the end', atTheEnd('p', (_s: Mm, [a]) => !a!.my.failed)],
    ['in any state', always('p', (_s: Mm, { a }) => a!.my.failed || true)],
    ['as a witness', sometimes('p', (_s: Mm, { a }) => a!.ended && a!.my.failed)],
    ['after a step', everyStep('p', (_b: Mm, _a: Mm, { a }) => a!.my.failed !== 1)],
    ['out of its thread', always('p', (_s: Mm, threads) => threads.every(({ my }) => my.failed !== 1))],
  ])('are gone, and to read one is a mistake: %s', async (_, property) => {
    expect(await mistakeOf(property)).toBe(gone);
  });

  it('are gone on the reference engine too', () => {
    const program = buildProgram(of(), 'd');
    const engine = new ReferenceEngine(program);
    let [state] = [...engine.initial().values()];
    const look = () => engine.threadViews(state!).a!.my;
    for (let i = 0; i < 4; i++) state = engine.step(state!, engine.enabledOf(state!, 0)[0]!);
    expect(refusal(() => look().failed)).toBe(gone.slice(2));
    expect([look().given, look().current, look().context]).toEqual([2, 0, 'task']);
  });

  it('are there as long as it has not ended, also where it waits for work again', async () => {
    const worker = mm.fn(
      'worker',
      'test',
      {},
      { own: count(1) },
      {
        work: goto('work', (_s: Mm, my) => {
          my.own = 1;
        }),
      },
    );
    const made = scenario('test/worker', {
      summary: '',
      machine: mm,
      threads: { w: thread(worker, {}, { optional: true }) },
      properties: ({ sometimes: is }) => [is('it has worked', (_s, { w }) => w.settled && w.my.own === 1)],
      designs: { d: design([], holds) },
    });
    expect((await explore(buildProgram(made, 'd'))).witnesses).toEqual(['it has worked']);
  });
});

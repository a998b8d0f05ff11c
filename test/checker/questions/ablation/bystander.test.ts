import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { buildProgram, type Program } from '../../../../checker/program/program.ts';
import type { State } from '../../../../checker/program/state.ts';
import { ablate } from '../../../../checker/questions/ablation/ablate.ts';
import type { Part } from '../../../../checker/questions/ablation/parts.ts';
import { titleOf } from '../../../../checker/questions/ablation/parts.ts';
import { removalPatch } from '../../../../checker/questions/ablation/removal.ts';
import { ReferenceEngine } from '../../../../checker/reference/referenceEngine.ts';
import { needOf } from '../../../../checker/report/ablation.ts';
import {
  always,
  bool,
  count,
  design,
  either,
  goto,
  holds,
  ModelError,
  machine,
  on,
  type Scenario,
  scenario,
  thread,
  wait,
  when,
} from '../../../../model/language/index.ts';
import { naiveSearch } from '../../../helpers/naiveSearch.ts';
import { oracleGraph, oracleSearch } from '../../../helpers/oracle.ts';
import { oracleStuck } from '../../../helpers/oracleStuck.ts';
import { randomMachine } from '../../../helpers/randomMachine.ts';

const mm = machine({ tick: bool(), n: count(3), wrong: bool() });
type S = typeof mm.state;
const yes = () => true;
const toggle = (s: S) => {
  s.tick = !s.tick;
};
const set = (n: number) => (s: S) => {
  s.n = n;
};

const bystanders: readonly { says: string; listing: object; optional?: boolean }[] = [
  { says: 'that jumps back', listing: { tick: toggle, again: goto('tick') } },
  { says: 'that is all one label', listing: { again: goto('again', toggle) } },
  {
    says: 'that goes round one way or another',
    listing: { again: either(on(yes, goto('again')), on(yes, goto('again', toggle))) },
  },
  { says: 'that counts as it goes', listing: { tick: (s: S) => set((s.n + 1) % 4)(s), again: goto('tick') } },
  { says: 'that waits for work', listing: { work: wait(yes, toggle), again: goto('work') }, optional: true },
];

const beside = (listing: object, optional: boolean, own: object): Scenario => {
  const fn = (name: string, lines: object) => mm.fn(name, 'mm/example.c', {}, {}, lines as never);
  return scenario('test/bystander', {
    summary: '',
    machine: mm,
    threads: {
      timer: thread(fn('timer', listing), {}, { optional }),
      once: thread(fn('once', own), {}),
    },
    properties: [always('nothing is wrong', (s: S) => !s.wrong)],
    designs: { base: design([], holds) },
  });
};

const needs = async (of: Scenario) => {
  const { ablated } = await ablate(of, 'base', { sizes: {}, elsewhere: [], search: () => ({}) });
  return Object.fromEntries(ablated.map((one) => [titleOf(one.what), needOf(one)]));
};

describe('a design beside a thread', () => {
  it.each(bystanders)('$says needs no line without effect', async ({ listing, optional = false }) => {
    const found = await needs(beside(listing, optional, { useless: set(1), also_useless: set(1) }));
    expect(found).toMatchObject({ 'once.useless': 'not needed', 'once.also_useless': 'not needed' });
    expect(new Set(Object.values(found))).toEqual(new Set(['not needed']));
  });

  it.each(bystanders)(
    '$says needs the line that something hangs on, and its way out',
    async ({ listing, optional = false }) => {
      const own = {
        guard: when((s: S) => !s.wrong, 'out'),
        wrong: (s: S) => {
          s.wrong = true;
        },
        out: either(on(yes, goto('out')), on(yes, goto('return'))),
      };
      const found = await needs(beside(listing, optional, own));
      expect(found['once.guard']).toBe('needed without a race');
      expect(found['once.guard, as if it always jumped']).toBe('not needed');
    },
  );

  it('that loops is judged by its own rounds: where the line ends another loop, it is needed', async () => {
    const own = {
      start: set(0),
      up: (s: S) => set(Math.min(3, s.n + 1))(s),
      again: when((s: S) => s.n < 3, 'up'),
    };
    const found = await needs(beside({ tick: toggle, again: goto('tick') }, false, own));
    expect(found).toMatchObject({
      'timer.tick': 'not needed',
      'once.up': 'needed without a race',
      'once.again': 'not needed',
      'once.again, as if it always jumped': 'needed without a race',
    });
  });
});

/** The machine with a thread more that loops. */
function withBystander(of: Scenario): Scenario {
  const { fn } = of.machine as unknown as typeof mm;
  const timer = fn('timer', 'mm/example.c', {}, {}, {
    tick: () => {},
    again: goto('tick'),
  } as never);
  return { ...of, threads: { ...of.threads, timer: thread(timer as never, {}, { forever: true }) } };
}

/** The scenario with the design without a part, `left`; undefined where that is no machine, or a large one. */
function without(
  { scenario: of, series, initial, sizes, ...program }: Program,
  what: Part,
): Scenario | undefined {
  if (what.kind !== 'lines') return undefined;
  const whole = { scenario: of, series, initial, sizes, ...program };
  const left = { series: [...series, removalPatch(whole, what.removal)], initial, expected: holds };
  const made = { ...of, designs: { left } };
  try {
    naiveSearch(buildProgram(made, 'left', sizes), 'none', 300);
    return made;
  } catch (error) {
    if (error instanceof ModelError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether some thread other than the bystander comes, in any state, to where its own steps never let it stop. */
function someThreadNeverStops(program: Program): boolean {
  const engine = new ReferenceEngine(program);
  const stops = (start: State, thread: number): boolean => {
    const seen = new Set<string>();
    const open = [start];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      const key = JSON.stringify(state);
      if (seen.has(key)) continue;
      seen.add(key);
      const steps = engine.enabledOf(state, thread);
      const { optional, forever } = program.threads[thread]!;
      const rests = (optional || forever) && state.threads[thread]!.label === 0;
      if (steps.length === 0 || rests) return true;
      for (const step of steps) open.push(engine.step(state, step));
    }
    return false;
  };
  const seen = new Set<string>();
  const open = [...engine.initial().values()];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const key = JSON.stringify(state);
    if (seen.has(key)) continue;
    seen.add(key);
    for (const { index, name } of program.threads) if (name !== 'timer' && !stops(state, index)) return true;
    for (const step of engine.enabled(state)) open.push(engine.step(state, step));
  }
  return false;
}

it('a design that is violated as it is, by a thread that should have ended, is refused by that check', async () => {
  const of = beside({ again: when(yes, 'again') }, false, { useless: set(1) });
  await expect(needs(of)).rejects.toThrow('it is violated by soft-lockup with nothing left out');
});

describe('in random machines beside a thread that loops', () => {
  it('a part is needed where a search without it finds something, and only there', async () => {
    const seen = { needed: 0, free: 0, rounds: 0 };
    const enough = inject('long') ? Number.POSITIVE_INFINITY : 30;
    const property = fc.asyncProperty(randomMachine, async (random) => {
      if (seen.needed + seen.free + seen.rounds >= enough) return;
      const of = withBystander(random.scenario);
      const program = buildProgram(of, 'base');
      let ablated: Awaited<ReturnType<typeof ablate>>['ablated'];
      try {
        const base = naiveSearch(program, 'any', 100);
        if (base.findings.length > 0) return;
        ({ ablated } = await ablate(of, 'base', {
          sizes: {},
          elsewhere: [],
          search: () => ({ limits: { maxStates: 3000 } }),
        }));
      } catch (error) {
        if (error instanceof RangeError || error instanceof ModelError) return;
        throw error;
      }
      for (const { what, judgement } of ablated) {
        const left = without(program, what);
        if (left === undefined || judgement.status === 'unbuildable' || judgement.status === 'incomplete')
          continue;
        const { stuck } = oracleStuck(oracleGraph(left, 'left'));
        // Who only waits for a bound of the model fails nothing.
        if (stuck.some(({ checks }) => checks.includes('bound'))) continue;
        const fails = oracleSearch(left, 'left').findings.length > 0 || stuck.length > 0;
        const isRound = judgement.status === 'fails' && judgement.check === 'never-ends';
        expect(judgement.status === 'fails' && !isRound, titleOf(what)).toBe(fails);
        if (isRound) expect(someThreadNeverStops(buildProgram(left, 'left')), titleOf(what)).toBe(true);
        seen[isRound ? 'rounds' : fails ? 'needed' : 'free']++;
      }
    });
    await fc.assert(property, { seed: 5, numRuns: inject('long') ? 2000 : 300 });
    expect(seen.needed + seen.rounds).toBeGreaterThan(0);
    expect(seen.free).toBeGreaterThan(5);
  }, 600_000);
});

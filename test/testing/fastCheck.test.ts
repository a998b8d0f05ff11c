import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../checker/program/program.ts';
import { replay } from '../../checker/trace/replay.ts';
import { parseSchedule } from '../../checker/trace/schedule.ts';
import lifetime from '../../scenarios/migration/anon-vma-lifetime.ts';
import {
  assertImplements,
  assertRandomRuns,
  type Implementation,
  runs,
  sizesOf,
} from '../../testing/fastCheck.ts';
import { shorter } from '../../testing/shorter.ts';
import { mmcheck as runTool } from '../helpers/captured.ts';
import { messageOf } from '../helpers/messageOf.ts';
import { adders, unwatched } from '../machines/adders.ts';

const seed = 42;

describe('a random run', () => {
  it('is one that a replay of its command takes again, with the same end', () => {
    fc.assert(
      fc.property(runs(adders.at('racy', { adders: 3 })), (run) => {
        const program = buildProgram(adders, 'racy', { adders: 3 });
        const schedule = / --schedule (\S+)/.exec(run.command())?.[1]?.replaceAll("'", '') ?? '';
        const again = replay(program, parseSchedule(schedule));
        expect(again.trace).toEqual(run.trace());
        expect(again.trace.failure !== undefined).toBe(run.violated);
      }),
      { seed, numRuns: 50 },
    );
  });

  it('starts in every state that there is to start from, and is as long as it may be', () => {
    const some = fc.sample(runs(adders.at('racy', { adders: 4 }), { maxSteps: 5 }), {
      seed,
      numRuns: 100,
    });
    expect(new Set(some.map((run) => run.trace().start))).toEqual(new Set(['zero', 'ten']));
    expect(Math.max(...some.map(({ steps }) => steps.length))).toBe(5);
  });
});

describe('what a run is shrunk to', () => {
  it('is smaller at every step, and smallest where there is nothing smaller', () => {
    const some = fc.sample(runs(adders.at('racy', { adders: 4 })), { seed, numRuns: 20 });
    for (let run of some) {
      for (let taken = shorter(run).next(); !taken.done; taken = shorter(run, taken.value[1]).next()) {
        const [other] = taken.value;
        expect(other.turns.length).toBeLessThanOrEqual(run.turns.length);
        expect(other.trace().start).toBe(run.trace().start);
        run = other;
      }
      expect(run.turns).toEqual([]);
    }
  });

  it('is a race without a turn too many', async () => {
    const { counterexample } = fc.check(
      fc.property(runs(adders.at('racy', { adders: 4 })), ({ violated }) => !violated),
      { seed },
    );
    const [race] = counterexample!;
    for (const [without] of race.turns.entries())
      expect(race.with(race.turns.toSpliced(without, 1)).violated).toBe(false);
  });
});

describe('assertRandomRuns', () => {
  it('is met by a machine in which nothing fails', async () => {
    await assertRandomRuns(unwatched.at('racy', { adders: 9 }), { seed, numRuns: 30 });
    await assertRandomRuns(lifetime.at('2.6.38'), { seed, numRuns: 20 });
  });

  it('shows the race, shrunk to its shortest form, with a command and a seed that make it again', async () => {
    const message = await messageOf(assertRandomRuns(adders.at('racy'), { seed }));
    expect(message.replace(/: \d+ -> \d+/g, ': n -> n+1')).toContain(`
CPU0           CPU1
----           ----
add_one()
  read
               add_one()
                 read
                 write <- counter[0].value: n -> n+1
  write <- counter[0]
  /* !!! atTheEnd */
`);
    expect(message).toContain('replay: mmcheck replay ./test/machines/adders.ts@racy --schedule');
    const [, path] = /seed: 42, path: "([\d:]+)"/.exec(message)!;
    expect(await messageOf(assertRandomRuns(adders.at('racy'), { seed, path: path! }))).toContain('CPU0');
  });

  it('finds the use after free of 2.6.34, and what it says replays', async () => {
    const message = await messageOf(assertRandomRuns(lifetime.at('2.6.34'), { seed, numRuns: 500 }));
    expect(message).toContain('BUG: mmcheck: slab-use-after-free');
    const command = /replay: mmcheck (replay .*)$/m.exec(message)![1]!.replaceAll("'", '').split(' ');
    const { code, stdout } = await runTool(command, { cwd: '.' });
    expect(code).toBe(0);
    expect(stdout).toContain('BUG: mmcheck: slab-use-after-free');
  });
});

describe('assertImplements', () => {
  interface Counter {
    value: number;
    readonly seen: Map<string, number>;
  }
  const counter: Implementation<Counter> = {
    init: ({ counter: rows }) => ({ value: (rows as { value: number }[])[0]!.value, seen: new Map() }),
    steps: {
      'add_one.read': (counter, { thread }) => counter.seen.set(thread, counter.value),
      'add_one.write': (counter, { thread }) => {
        counter.value = counter.seen.get(thread)! + 1;
      },
    },
    abstract: ({ value }) => ({ counter: [{ value }] }),
  };
  const atOnce = {
    ...counter,
    steps: {
      'add_one.write': (counter: Counter) => {
        counter.value++;
      },
    },
  };
  const of = unwatched.at('racy', { adders: 3 });

  it('is met by an implementation that does what the machine does', async () => {
    await assertImplements(of, counter, { seed });
    const asynchronous = {
      ...counter,
      init: async (shared: Readonly<Record<string, unknown>>) => counter.init(shared),
    };
    await assertImplements(of, asynchronous, { seed, numRuns: 20 });
  });

  it('tells a step of the machine to the implementation', async () => {
    const labels = new Set<string>();
    const told: Implementation<Counter> = {
      ...counter,
      steps: {
        ...counter.steps,
        'add_one.write': (counter, step) => {
          labels.add(`${step.thread} ${step.current} ${step.fn} ${step.label} ${step.row}`);
          counter.value = (step.my.seen as number) + 1;
        },
      },
    };
    await assertImplements(of, told, { seed });
    expect([...labels].sort()).toEqual([0, 1, 2].map((i) => `adder${i} ${i} add_one write undefined`));
  });

  it('shows where an implementation comes apart from it', async () => {
    const message = await messageOf(assertImplements(of, atOnce, { seed }));
    expect(message).toMatch(
      /after adder\d in add_one: write \(step 4\), the implementation is not where the machine is\ncounter\[0\]\.value: 1(1?) in the machine, 1?2 in the implementation\nmmcheck replay .*--schedule '?(ten\/)?\d,\d(\*2|,\d),\d/,
    );
  });

  it('shows where an implementation throws', async () => {
    const steps = {
      'add_one.read': () => {
        throw new Error('out of luck');
      },
    };
    expect(await messageOf(assertImplements(of, { ...counter, steps }, { seed }))).toMatch(
      /after adder\d in add_one: read \(step 1\), the implementation throws: out of luck\nmmcheck replay /,
    );
  });

  it('refuses a step at a label that there is not', async () => {
    const steps = { 'add_one.raed': () => {} };
    expect(await messageOf(assertImplements(of, { ...counter, steps }))).toBe(
      "test/lost-update@racy: the implementation has a step for 'add_one.raed', which is no label; did you mean 'add_one.read'? (allowed: add_one.read, add_one.write)",
    );
  });

  it('says of a field that the machine has not that it has not', async () => {
    const abstract = () => ({ counter: [{ valeu: 0 }] });
    expect(await messageOf(assertImplements(of, { ...counter, abstract }, { seed }))).toContain(
      'counter[0].valeu: the machine has no such field',
    );
  });
});

describe('sizes', () => {
  it('are within their ranges, and ones that the scenario can be built with', () => {
    fc.assert(
      fc.property(sizesOf(adders, { adders: 7 }), (sizes) => {
        expect(sizes.adders).toBeGreaterThanOrEqual(1);
        expect(sizes.adders).toBeLessThanOrEqual(7);
        expect(buildProgram(adders, 'racy', sizes).threads).toHaveLength(sizes.adders!);
      }),
    );
    const usual = fc.sample(sizesOf(adders), { seed, numRuns: 100 }).map(({ adders }) => adders);
    expect(new Set(usual)).toEqual(new Set([1, 2, 3]));
  });

  it('shrink to the smallest that will do', () => {
    const { counterexample } = fc.check(
      fc.property(sizesOf(adders, { adders: 20 }), ({ adders }) => adders! < 4),
      { seed },
    );
    expect(counterexample).toEqual([{ adders: 4 }]);
  });

  it('have names that the scenario has', () => {
    expect(() => sizesOf(adders, { addrs: 3 })).toThrow(
      "test/lost-update: it has no size 'addrs'; did you mean 'adders'?",
    );
  });
});

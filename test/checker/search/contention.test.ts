import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { accesses } from '../../../checker/accesses.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  atomically,
  bool,
  count,
  either,
  ghost,
  goto,
  machine,
  masks,
  on,
  otherwise,
  tasks,
  thread,
  wait,
  when,
} from '../../../model/language/index.ts';
import { expectSameCoarse } from '../../helpers/coarseAgreement.ts';
import { oracleGraph } from '../../helpers/oracle.ts';
import { programOf } from '../../helpers/programOf.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';

const mm = machine({ busy: bool(), data: bool(), seen: bool() });
type S = typeof mm.state;
const isFree = (s: S) => !s.busy;
const look = (s: S) => {
  s.seen = s.data;
};
const set = (field: keyof S, value: boolean) => (s: S) => {
  s[field] = value;
};

/** How many contended accesses a label makes beside a writer that changes the data, and has it back, while it is busy. */
async function contendedBeside(reads: unknown): Promise<number> {
  const fn = (name: string, listing: object) => mm.fn(name, 'mm/example.c', {}, {}, listing as never);
  const begins = set('busy', true);
  const ends = set('busy', false);
  const writes = { begins, sets: set('data', true), clears: set('data', false), ends };
  const threads = { reader: thread(fn('reads', { reads }), {}), writer: thread(fn('writes', writes), {}) };
  const program = programOf(mm, threads);
  const { labels } = await accesses(program);
  expect(expectSameCoarse(program, labels, oracleGraph(program.scenario, 'only'), '')).toBeDefined();
  return labels.find(({ thread: index }) => index === 0)!.contended.length;
}

describe('what only touches a label where it could not be taken', () => {
  it.each([
    ['a wait', wait(isFree, look)],
    ['an alternative', either(on(isFree, look))],
    [
      'a wait for what was looked up before',
      wait((s: S) => {
        const found = s.data;
        return !s.busy && !found;
      }),
    ],
    [
      'an alternative among several that are closed',
      either(
        on(isFree, look),
        on((s: S) => s.busy && !s.busy),
      ),
    ],
  ])(
    'comes between its accesses: %s looks, and goes on with what has changed behind that',
    async (_, reads) => {
      expect(await contendedBeside(reads)).toBe(2);
    },
  );

  it('does not come between where there is nothing to come between', async () => {
    expect(await contendedBeside(wait((s: S) => atomically(() => !s.busy && !s.data)))).toBe(1);
    expect(await contendedBeside(wait(isFree, set('seen', true)))).toBe(1);
  });

  it('is met behind a store that opens another way for somebody who has one', async () => {
    const running = (name: string, line: unknown) =>
      thread(mm.fn(name, 'mm/example.c', {}, {}, { line } as never), {});
    const stores = (s: S) => {
      s.busy = true;
      s.data = true;
    };
    const looks = either(
      on((s: S) => !s.data),
      on((s: S) => s.busy),
    );
    const program = programOf(mm, { a: running('stores', stores), b: running('looks', looks) });
    const { labels } = await accesses(program);
    expect(expectSameCoarse(program, labels, oracleGraph(program.scenario, 'only'), '')).toBe(1);
  });

  it('is met behind a store that lets another thread have the CPU', async () => {
    const running = (name: string, listing: object) =>
      thread(mm.fn(name, 'mm/example.c', {}, {}, listing as never), {}, { cpu: 0 });
    const stores = (s: S) => {
      s.busy = true;
      s.data = true;
      s.seen = true;
    };
    const looks = (s: S) => s.data && s.seen;
    const threads = {
      a: running('stores', { stores }),
      b: running('looks', { looks: when(looks, 'return') }),
    };
    const program = programOf(mm, threads, { preemption: (s: S) => s.busy });
    const { labels } = await accesses(program);
    expect(expectSameCoarse(program, labels, oracleGraph(program.scenario, 'only'), '')).toBe(1);
  });

  it('does so too where there is another way that could be taken', async () => {
    expect(await contendedBeside(either(on(isFree, look), otherwise()))).toBe(2);
  });
});

describe('who waits for what a label stores on the way', () => {
  const values = machine({ from: bool(), mid: count(2), data: bool() });
  type V = typeof values.state;
  const pulse = (s: V) => {
    s.mid = s.from ? 1 : 0;
    s.mid = 2;
    s.data = true;
  };
  const filled = (s: V) => {
    s.mid = 2;
  };
  const turn = (s: V) => {
    s.from = !s.from;
  };

  /** The value that it stores first hangs on what it finds; what it leaves does not, and neither does what it touches. */
  it.each([0, 1])('comes between where that is %i, whatever else it may be', async (value) => {
    const running = (name: string, listing: object) =>
      thread(values.fn(name, 'mm/example.c', {}, {}, listing as never), {});
    const looks = { wait: wait((s: V) => s.mid === value), look: when((s: V) => s.data, 'return') };
    const program = programOf(
      values,
      {
        pulses: running('pulses', { pulse, again: goto('pulse') }),
        turns: running('turns', { turn, again: goto('turn') }),
        looks: running('looks', looks),
      },
      // Nobody has anything to look at before.
      { initial: filled },
    );
    const { labels } = await accesses(program);
    expect(expectSameCoarse(program, labels, oracleGraph(program.scenario, 'only'), '')).toBe(1);
    const { contended } = labels.find(({ label }) => label.label === 'pulse')!;
    // It loads `from`, which is turned, stores `mid` twice, which is waited for, and `data` behind that.
    expect(contended.map(({ access }) => access.units.join())).toEqual(['from', 'mid', 'mid', 'data']);
  });
});

describe('who waits for what no hardware stores', () => {
  const ghostly = machine({ done: ghost(bool()), a: bool(), b: bool() });
  type G = typeof ghostly.state;
  const write = {
    a: (s: G) => {
      s.a = true;
    },
    b: (s: G) => {
      s.b = true;
    },
    done: (s: G) => {
      s.done = true;
    },
  };

  /** As one who waits for a row of a slab: it can go on from where the row is freed, and meets what is done behind that. */
  it.each([
    [['a', 'b', 'done'], 0],
    [['a', 'done', 'b'], 2],
    [['done', 'a', 'b'], 2],
    [['a', 'done'], 0],
  ] as const)('comes behind it, and not before: %j', async (order, contended) => {
    const running = (name: string, listing: object) =>
      thread(ghostly.fn(name, 'mm/example.c', {}, {}, listing as never), {});
    const line = (s: G) => {
      for (const name of order) write[name](s);
    };
    const looks = { wait: wait((s: G) => s.done), look: when((s: G) => s.a && s.b, 'return') };
    const program = programOf(ghostly, {
      writes: running('writes', { line }),
      looks: running('looks', looks),
    });
    const { labels } = await accesses(program);
    expectSameCoarse(program, labels, oracleGraph(program.scenario, 'only'), '');
    expect(labels.find(({ label }) => label.label === 'line')!.contended.length).toBe(contended);
  });
});

describe('the labels that make several contended accesses', () => {
  it('make none with what comes behind the last that others meet', async () => {
    const twoFlags = machine({ ready: bool(), from: bool(), own: bool() });
    type F = typeof twoFlags.state;
    const running = (name: string, listing: object) =>
      thread(twoFlags.fn(name, 'mm/example.c', {}, {}, listing as never), {});
    const publishes = async (last: keyof F) => {
      const line = (s: F) => {
        const seen = s.from;
        s.ready = true;
        s[last] = seen;
      };
      const changes = {
        waits: wait((s: F) => s.ready),
        changes: (s: F) => {
          s.from = true;
        },
        looks: when((s: F) => s.from, 'return'),
      };
      const program = programOf(twoFlags, {
        publishes: running('publishes', { line }),
        changes: running('changes', changes),
      });
      const { labels } = await accesses(program);
      expectSameCoarse(program, labels, oracleGraph(program.scenario, 'only'), '');
      return labels.find(({ label }) => label.label === 'line')!.contended.map(({ access }) => access.units);
    };
    // Who changes what it has loaded can do so behind its store alone, behind which nobody meets it.
    expect(await publishes('own')).toEqual([]);
    // Where that is stored again there is somebody between: its load, its store and that one.
    expect(await publishes('from')).toEqual([['from'], ['ready'], ['from']]);
  });

  it('are those of brute force, in random machines', async () => {
    let [compared, found] = [0, 0];
    const property = fc.asyncProperty(randomMachine, async ({ scenario, text }) => {
      const program = buildProgram(scenario, 'base');
      const { labels, stopped } = await accesses(program, { limits: { maxStates: 60 } });
      if (stopped !== undefined) return;
      const several = expectSameCoarse(program, labels, oracleGraph(scenario, 'base'), text);
      if (several === undefined) return;
      compared++;
      if (several > 0) found++;
    });
    const numRuns = inject('long') ? 3000 : 150;
    await fc.assert(property, { seed: 20_261_126, numRuns });
    expect(compared).toBeGreaterThan(numRuns / 2);
    expect(found).toBeGreaterThan(numRuns / 20);
  });
});

describe('two accesses of a label of a task', () => {
  const mm = machine({ a: bool(), b: bool(), task: tasks({ off: masks('interrupt', bool()) }) });
  type Mm = typeof mm.state;
  const reads = (s: Mm) => s.a && s.b;
  const writes = {
    begin: () => {},
    a: (s: Mm) => {
      s.a = true;
    },
    b: (s: Mm) => {
      s.b = true;
    },
  };
  const off = (is: boolean) => (s: Mm, my: { readonly current: number }) => {
    s.task[my.current]!.off = is;
  };
  const handler = mm.fn('handler', 'an example', {}, {}, writes);
  const contendedIn = async (listing: object, cpu: number) => {
    const task = mm.fn('task', 'an example', {}, {}, listing as never);
    const threads = {
      task: thread(task, {}, { cpu: 0 }),
      handler: thread(handler, {}, { cpu, context: 'interrupt' }),
    };
    const { labels } = await accesses(programOf(mm, threads));
    return labels.flatMap(({ label, contended }) =>
      contended.map(({ access, against }) => `${label.id} ${access.units.join()}: ${against.join()}`),
    );
  };

  /** The handler's own labels are not: it is over before the task goes on. */
  it('have a handler of its CPU between them, behind its first label too', async () => {
    expect(await contendedIn({ reads }, 0)).toEqual(['task.reads a: handler.a', 'task.reads b: handler.b']);
  });

  it('have none between them with interrupts off, unless it runs on another CPU', async () => {
    const listing = { off: off(true), reads, on: off(false) };
    expect(await contendedIn(listing, 0)).toEqual([]);
    expect(await contendedIn(listing, 1)).toEqual([
      'task.reads a: handler.a',
      'task.reads b: handler.b',
      'handler.a a: task.reads',
      'handler.b b: task.reads',
    ]);
  });
});

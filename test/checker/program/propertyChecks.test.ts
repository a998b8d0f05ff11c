import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../checker/program/failure.ts';
import type { Program } from '../../../checker/program/program.ts';
import {
  always,
  atTheEnd,
  call,
  count,
  everyStep,
  machine,
  never,
  type Property,
  pointer,
  record,
  rowSet,
  sometimes,
  table,
  tasks,
  thread,
  wait,
  when,
} from '../../../model/language/index.ts';
import {
  allocate,
  kernelChecks,
  kmem_cache_alloc,
  kmem_cache_free,
  slab,
  taskFields,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine(
  {
    task: tasks(taskFields()),
    object: slab(2, { next: pointer('object') }),
    holder: table(2, { in: record({ object: pointer('object') }) }),
    list: rowSet('object'),
    n: count(5),
  },
  kernelChecks,
);
type State = typeof mm.state;

const increment = (s: State) => {
  s.n++;
};
const stuck = { first: () => {}, stays: wait((s: State) => s.n > 4) };
const climbs = { up: increment, again: when((s: State) => s.n < 3, 'up') };

const running = (listings: readonly object[], properties: readonly Property<State>[] = []): Program =>
  programOf(mm, threadsOf(mm, { o: pointer('object') }, ...listings), { properties });

/** Everything that fails in a program, as all engines see it. */
async function failuresOf({ scenario }: Program): Promise<Failure[]> {
  const result = await expectAgreement(scenario, 'only', { sought: 'none' });
  return result!.findings.map(({ failure }) => failure);
}

describe('a deadlock', () => {
  it('is told by the threads that wait, where they do, and no others', async () => {
    const failures = await failuresOf(running([stuck, climbs, { waits: wait(() => false) }]));
    expect(failures).toEqual([
      {
        check: 'deadlock',
        message: 'no thread can go on: cpu0 waits at stays, cpu2 waits at waits',
        where: { kind: 'end' },
      },
    ]);
  });

  it('is told by the label within the label that calls', async () => {
    const callee = mm.fn('callee', 'mm/example.c', {}, {}, stuck);
    expect(await failuresOf(running([{ outer: call(callee as never) }]))).toEqual([
      {
        check: 'deadlock',
        message: 'no thread can go on: cpu0 waits at outer.stays',
        where: { kind: 'end' },
      },
    ]);
  });

  it('is none where all threads have ended, nor where one goes round for ever', async () => {
    expect(await failuresOf(running([climbs]))).toEqual([]);
    expect(await failuresOf(running([stuck, { round: when(() => true, 'round') }]))).toEqual([]);
  });
});

describe('a leak', () => {
  const alloc = (keep: (s: State, row: number) => void) => ({
    alloc: kmem_cache_alloc('object', (s: State, _my, row) => keep(s, row)),
  });
  const leaked = (row: number) => ({
    check: 'kmemleak',
    message: `unreferenced object object[${row}]: it is allocated and nothing points to it`,
    about: `object[${row}]`,
    where: { kind: 'end' },
  });

  it('is an object that nothing points to when all have ended', async () => {
    expect(await failuresOf(running([alloc(() => {})]))).toEqual([leaked(0)]);
  });

  it('is none where a pointer in a record of a table is left', async () => {
    const keep = (s: State, row: number) => {
      s.holder[1]!.in.object = row as never;
    };
    expect(await failuresOf(running([alloc(keep)]))).toEqual([]);
  });

  it('is none where a set is left that has it', async () => {
    const keep = (s: State, row: number) => {
      s.list = (1 << row) as never;
    };
    expect(await failuresOf(running([alloc(keep)]))).toEqual([]);
  });

  it('is one where only a local that is forgotten knew it, or a pointer to another object is left', async () => {
    const local = kmem_cache_alloc('object', (_s: State, my: { o: unknown }, row) => {
      my.o = row;
    });
    expect(await failuresOf(running([{ alloc: local }]))).toEqual([leaked(0)]);
    const other = (s: State, row: number) => {
      s.holder[0]!.in.object = (1 - row) as never;
    };
    expect((await failuresOf(running([alloc(other)]))).map(({ check }) => check)).toEqual(['kmemleak']);
  });

  it('is none where it was freed, and none before the end', async () => {
    const frees = {
      alloc: kmem_cache_alloc('object', (s: State, _my, row) => {
        s.holder[0]!.in.object = row as never;
      }),
      forget: (s: State, my: { o: unknown }) => {
        my.o = s.holder[0]!.in.object;
        s.holder[0]!.in.object = null;
      },
      free: (s: State, my: { o: number | null }) => kmem_cache_free(s.object[my.o!]!, s),
    };
    expect(await failuresOf(running([frees]))).toEqual([]);
    expect(await failuresOf(running([{ ...alloc(() => {}), round: when(() => true, 'round') }]))).toEqual([]);
  });
});

describe('a property that names a check', () => {
  const tooFar = { up: (s: State) => Object.assign(s, { n: 6 }) };
  const leaks = { alloc: kmem_cache_alloc<State, unknown, 'object'>('object', () => {}) };

  it.each([
    ['domain', tooFar, 'step'],
    ['deadlock', stuck, 'end'],
    ['kmemleak', leaks, 'end'],
  ])('gives %s its name', async (check, listing, where) => {
    const plain = await failuresOf(running([listing]));
    const named = await failuresOf(running([listing], [never('it never goes wrong', check)]));
    expect(plain).toEqual([expect.objectContaining({ check })]);
    expect(named).toEqual([{ ...plain[0], property: 'it never goes wrong' }]);
    expect(named[0]?.where.kind).toBe(where);
  });

  it('leaves other checks as they are', async () => {
    const failures = await failuresOf(running([tooFar], [never('no deadlock', 'deadlock')]));
    expect(failures.map(({ check, property }) => [check, property])).toEqual([['domain', undefined]]);
  });

  it('ends a search that is for it, or for its check', async () => {
    const program = running(
      [climbs, tooFar],
      [never('never too far', 'domain'), always('few', (s) => s.n < 2)],
    );
    for (const by of ['never too far', 'domain']) {
      const { findings, stopped } = await explore(program, { sought: { by } });
      expect(findings.map(({ failure }) => failure.check)).toContain('domain');
      expect(stopped).toBe('violation');
    }
  });
});

describe('what properties are asked', () => {
  const failing = async (listings: readonly object[], ...properties: readonly Property<State>[]) =>
    (await failuresOf(running(listings, properties))).map(({ property, message }) => [property, message]);

  it('always: every state; the first that is false is told', async () => {
    const all = [always('below three', (s: State) => s.n < 3), always('below two', (s: State) => s.n < 2)];
    expect(await failing([climbs], ...all)).toEqual([['below two', '"below two" is false in this state']]);
  });

  it('every step: the states on both sides of it, and the threads behind it', async () => {
    const jump = everyStep('by one at most', (before: State, after: State) => after.n - before.n < 2);
    expect(await failing([climbs], jump)).toEqual([]);
    const jumps = { jump: (s: State) => Object.assign(s, { n: s.n + 2 }) };
    expect(await failing([jumps], jump)).toEqual([
      ['by one at most', '"by one at most" is false of this step'],
    ]);
    const stays = everyStep('none ends', (_b: State, _a: State, threads) => threads.every((t) => !t.ended));
    expect(await failing([climbs], stays)).toEqual([['none ends', '"none ends" is false of this step']]);
  });

  it('at the end: only states in which all have ended', async () => {
    const three = atTheEnd('three', (s: State) => s.n === 3);
    expect(await failing([climbs], three)).toEqual([]);
    const none = atTheEnd('none', (s: State) => s.n === 0);
    expect(await failing([climbs], none)).toEqual([['none', '"none" is false when all threads have ended']]);
    expect(await failing([{ up: increment, round: when(() => true, 'round') }], none)).toEqual([]);
  });

  it('sometimes: until it is true once', async () => {
    let asked = 0;
    const two = sometimes('two', (s: State) => {
      asked++;
      return s.n === 2;
    });
    const program = running([climbs], [two, sometimes('four', (s: State) => s.n === 4)]);
    const { witnesses, states } = await explore(program);
    expect(witnesses).toEqual(['two']);
    expect(asked).toBeLessThan(states);
  });
});

describe('optional threads', () => {
  const optional = mm.fn('optional', 'mm/example.c', {}, {}, { up: increment, stays: wait(() => false) });
  const ends = mm.fn('ends', 'mm/example.c', {}, {}, { nothing: () => {} });
  const threads = { may: thread(optional, {}, { optional: true }), must: thread(ends, {}) };

  it('are no deadlock before they begin, and one when they hang', async () => {
    const failures = await failuresOf(programOf(mm, threads));
    expect(failures.map(({ message }) => message)).toEqual(['no thread can go on: may waits at stays']);
  });

  it('may leave the end to the others', async () => {
    const properties = [atTheEnd('somebody went up', (s: State) => s.n > 0)];
    const failures = await failuresOf(programOf(mm, threads, { properties }));
    expect(failures.map(({ check }) => check).sort()).toEqual(['atTheEnd', 'deadlock']);
  });

  it('may leave an end at which something has leaked', async () => {
    const initial = (s: State) => allocate(s.object[1]!);
    const failures = await failuresOf(programOf(mm, threads, { initial }));
    expect(failures.map(({ check }) => check)).toContain('kmemleak');
  });
});

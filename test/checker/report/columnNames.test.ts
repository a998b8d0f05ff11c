import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { columnNames } from '../../../checker/report/columnNames.ts';
import { raceTable } from '../../../checker/report/raceTable.ts';
import { bool, machine, spin, thread } from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { TraceMaker } from '../../helpers/traces.ts';

describe('the columns of a race table', () => {
  const threads = (...cpus: readonly (number | undefined)[]) =>
    new TraceMaker().trace(undefined, {
      threads: cpus.map((cpu, i) => {
        const made = { name: `t${i}`, fn: 'f', context: 'task', optional: false };
        return cpu === undefined ? made : { ...made, cpu };
      }),
    });

  it('are numbered where no CPU is shared', () => {
    expect(columnNames(threads(undefined, undefined, undefined), [0, 2])).toEqual(['CPU0', 'CPU1']);
  });

  it('have the CPU of their thread where some are, and its name if it is not the only one there', () => {
    expect(columnNames(threads(0, 2, 0), [0, 1])).toEqual(['CPU0 t0', 'CPU2']);
    expect(columnNames(threads(0, 2, 0, 1), [0, 1, 2, 3])).toEqual(['CPU0 t0', 'CPU2', 'CPU0 t2', 'CPU1']);
  });
});

describe('a race on a shared CPU', () => {
  const mm = machine({ flag: bool() });
  type Mm = typeof mm.state;
  const nothing = () => {};
  const fn = (name: string, listing: object) => mm.fn(name, 'mm/example.c', {}, {}, listing as never);

  it('is told with the CPU and the name of its threads', async () => {
    const waiter = fn('waiter', { begin: nothing, spin: spin((s: Mm) => s.flag) });
    const setter = fn('setter', { look: nothing, more: nothing });
    const threads = {
      waits: thread(waiter, {}, { cpu: 0 }),
      sets: thread(setter, {}, { cpu: 0 }),
      other: thread(setter, {}),
    };
    const { scenario } = programOf(mm, threads);
    const { trace, violation } = await check(scenario, 'only');
    expect(violation!.message).toContain('sets waits at look for its CPU, which waits keeps');
    expect(trace!.threads.map(({ cpu }) => cpu)).toEqual([0, 0, 1]);
    expect(raceTable(trace!).split('\n')[0]).toMatch(/^CPU0 waits +CPU1$/);
    // Who only lacks its turn is not said to wait at its label.
    expect(trace!.steps.flatMap(({ waiting }) => waiting.map(({ thread }) => thread))).toEqual([0]);
  });
});

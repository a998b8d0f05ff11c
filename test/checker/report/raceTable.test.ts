import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raceTable } from '../../../checker/report/raceTable.ts';
import { anyName, changed, plainName, TraceMaker, tracesOf } from '../../helpers/traces.ts';

const useAfterFree = {
  check: 'slab-use-after-free',
  message: 'anon_vma[0] is touched after it was freed',
  inStep: true,
  about: { path: 'anon_vma[0]', row: 'anon_vma[0]' },
};
const freed = changed('anon_vma[0].inuse', 'true', 'false');

interface Unbegun {
  readonly waiting?: boolean;
  readonly optional?: boolean;
}

describe('raceTable', () => {
  it('is the table of a commit message', () => {
    const trace = new TraceMaker('unmap_and_move', 'munmap')
      .step(0, 'lock_page')
      .step(0, 'try_to_unmap.rcu_read_lock')
      .step(1, 'unlink_anon_vmas.list_del')
      .step(1, 'unlink_anon_vmas.anon_vma_free', { changes: [freed] })
      .step(0, 'try_to_unmap.page_lock_anon_vma.spin_lock')
      .trace(useAfterFree);
    expect(raceTable(trace)).toBe(
      `
CPU0                          CPU1
----                          ----
unmap_and_move()
  lock_page
  try_to_unmap()
    rcu_read_lock
                              munmap()
                                unlink_anon_vmas()
                                  list_del
                                  anon_vma_free <- anon_vma[0].inuse
    page_lock_anon_vma()
      spin_lock <- anon_vma[0]
      /* !!! slab-use-after-free */`.slice(1),
    );
  });

  it('marks the step after which it cannot be avoided, unless that is the one that fails', () => {
    const maker = new TraceMaker('one', 'two').step(0, 'look').step(1, 'call.free').step(0, 'use');
    const lines = (unavoidableAfter: number) =>
      raceTable(maker.trace({ ...useAfterFree, check: 'X' }, { unavoidableAfter }))
        .split('\n')
        .slice(2);
    expect(lines(2)).toEqual([
      'one()',
      '  look',
      '            two()',
      '              call()',
      '                free',
      '                /* from here on it cannot be avoided */',
      '  use',
      '  /* !!! X */',
    ]);
    expect(lines(1)[2]).toBe('  /* from here on it cannot be avoided */');
    for (const after of [0, 3]) expect(lines(after).join('\n')).not.toContain('avoided');
  });

  it('has the fullest remark that there is room for', () => {
    const trace = new TraceMaker('a', 'b')
      .step(1, 'free', { changes: [freed] })
      .step(0, 'use')
      .trace(useAfterFree);
    expect(raceTable(trace)).toContain('free <- anon_vma[0].inuse: true -> false\n');
  });

  it('shows a wait where it begins, once, and only of a thread that goes on', () => {
    const maker = new TraceMaker('reader', 'writer', 'bystander');
    const waits = (thread: number, path: string) => maker.at(thread, path);
    const trace = maker
      .step(0, 'enter')
      .step(1, 'down_write', { waiting: [waits(0, 'down_read'), waits(2, 'down_read')] })
      .step(1, 'write', { waiting: [waits(0, 'down_read')] })
      .step(1, 'up_write')
      .step(0, 'down_read')
      .trace();
    expect(raceTable(trace)).toBe(
      `
CPU0                      CPU1
----                      ----
reader()
  enter
                          writer()
                            down_write
  <waits: down_read>
                            write
                            up_write
  down_read`.slice(1),
    );
  });

  it.each([
    ['in the state that it starts from', {}],
    ['behind a step of another one', { waiting: true }],
    ['and need not', { waiting: true, optional: true }],
  ])(
    'shows no wait of a thread that has not begun %s',
    (_, { waiting = false, optional = false }: Unbegun) => {
      const maker = new TraceMaker('one', 'late');
      const [one, late] = maker.trace().threads;
      const waits = [maker.at(1, 'lock')];
      const threads = [one!, { ...late!, optional }];
      const trace = maker
        .step(0, 'lock', waiting ? { waiting: waits } : {})
        .step(0, 'unlock')
        .step(1, 'lock')
        .step(1, 'test')
        .trace(undefined, { threads, ...(waiting ? {} : { waiting: waits }) });
      expect(raceTable(trace)).not.toContain('waits');
      expect(raceTable(trace)).toContain('lock\n');
    },
  );

  it('shows all waits of a deadlock, also one from the start and one inside a call', () => {
    const maker = new TraceMaker('left', 'right');
    const trace = maker
      .step(0, 'lock_a', { waiting: [maker.at(0, 'inner.lock_b')] })
      .trace(
        { check: 'deadlock', message: 'no thread can go on', inStep: false },
        { waiting: [maker.at(1, 'lock_a')] },
      );
    expect(raceTable(trace)).toBe(
      `
CPU0                     CPU1
----                     ----
                         right()
                           <waits: lock_a>
left()
  lock_a
  inner()
    <waits: lock_b>
    /* !!! deadlock */`.slice(1),
    );
  });

  it('leaves out of a deadlock the thread that need not begin', () => {
    const maker = new TraceMaker('left', 'right');
    const [left, right] = maker.trace().threads;
    const trace = maker
      .step(0, 'lock', { waiting: [maker.at(0, 'lock_again'), maker.at(1, 'lock')] })
      .trace(
        { check: 'deadlock', message: 'no thread can go on', inStep: false },
        { threads: [left!, { ...right!, optional: true }] },
      );
    expect(raceTable(trace)).not.toContain('CPU1');
  });

  it('writes a chosen row behind the label, and enters a function again when it is called again', () => {
    const trace = new TraceMaker('scan')
      .step(0, 'next', { chosen: 'page[1]' })
      .step(0, 'isolate.get')
      .step(0, 'next')
      .step(0, 'isolate.get')
      .trace();
    expect(raceTable(trace).split('\n').slice(2)).toEqual([
      'scan()',
      '  next [page[1]]',
      '  isolate()',
      '    get',
      '  next',
      '  isolate()',
      '    get',
    ]);
  });

  it('numbers its columns one after the other when a thread plays no part', () => {
    const table = raceTable(new TraceMaker('a', 'b', 'c').step(0, 'x').step(2, 'y').trace());
    expect(table.split('\n')[0]!.split(/ +/)).toEqual(['CPU0', 'CPU1']);
  });

  it('is empty where nobody takes a step', () => {
    expect(raceTable(new TraceMaker('a').trace())).toBe('');
  });

  it('becomes numbered lines for four threads', () => {
    const maker = new TraceMaker('a', 'b', 'c', 'd');
    const trace = maker
      .step(1, 'begin')
      .step(0, 'lock', { waiting: [maker.at(1, 'call.lock')] })
      .step(3, 'x', { chosen: 'page[0]' })
      .step(2, 'y')
      .step(0, 'unlock')
      .step(1, 'call.lock')
      .trace({ ...useAfterFree, check: 'BUG_ON' });
    expect(raceTable(trace)).toBe(
      `
  1  CPU1  b: begin
  2  CPU0  a: lock
     CPU1  call: <waits: lock>
  3  CPU3  d: x [page[0]]
  4  CPU2  c: y
  5  CPU0  a: unlock
  6  CPU1  call: lock
           /* !!! BUG_ON */`.slice(1),
    );
  });

  it('becomes numbered lines when its columns do not fit', () => {
    const long = 'a_function_with_a_name_that_takes_half_a_line';
    const table = raceTable(new TraceMaker(long, long).step(0, 'x').step(1, 'y').trace());
    expect(table).toBe(`  1  CPU0  ${long}: x\n  2  CPU1  ${long}: y`);
  });

  it('is ASCII and at most 75 columns wide, whatever the trace', () => {
    fc.assert(
      fc.property(tracesOf(anyName), (trace) => {
        const lines = raceTable(trace).split('\n');
        for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{0,75}$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('has a line for every step, in order, and one for the check that fails', () => {
    fc.assert(
      fc.property(tracesOf(plainName), (trace) => {
        const table = raceTable(trace);
        const steps = [...table.matchAll(/^(?:.*: | *)([a-z_]+)(?: \[\w+\])?(?: <- .*)?$/gm)].map(
          ([, line]) => line,
        );
        expect(steps).toEqual(trace.steps.map(({ line }) => line));
        const fails = trace.failure !== undefined && table !== '';
        expect(table.includes('/* !!! ')).toBe(fails);
      }),
      { numRuns: 300 },
    );
  });
});

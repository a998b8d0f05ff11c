import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessBlocks } from '../../../checker/report/accesses.ts';
import { headline } from '../../../checker/report/violation.ts';
import type { TraceFailure } from '../../../checker/trace/trace.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { checked } from '../../helpers/checked.ts';
import { anyName, changed, TraceMaker, tracesOf } from '../../helpers/traces.ts';
import { lockedTwice } from '../../machines/lockedTwice.ts';

const change = changed('page[0].slab.inuse', 'true', 'false');
const about = { path: 'page[0]', row: 'page[0]' };
const failure: TraceFailure = {
  check: 'use-after-free',
  message: 'page[0] is touched after it was freed',
  inStep: true,
  about,
  access: { kind: 'read-write', path: 'page[0].count', row: 'page[0]', step: 3 },
};
const lines = (...args: Parameters<typeof accessBlocks>) =>
  accessBlocks(...args).map((block) => block.join('\n'));

describe('the accesses of a failure', () => {
  it('are laid out as KASAN does for a freed row: the access, where it was allocated, where it was freed', () => {
    const maker = new TraceMaker('f', 'g', 'h')
      .step(2, 'make', { allocates: ['page[0]'] })
      .step(2, 'make_other', { allocates: ['page[1]'] })
      .step(1, 'put.free', { changes: [change], frees: ['page[0]'] })
      .step(0, 'outer.inner.get');
    expect(lines(maker.trace(failure))).toEqual([
      'Write at page[0].count by task thread0/0 on cpu 0:\n inner: get (step 4)\n outer: inner\n f: outer',
      'Allocated by task thread2/2 on cpu 2:\n h: make (step 1)',
      'Freed by task thread1/1 on cpu 1:\n put: free (step 3)\n g: put',
    ]);
  });

  it('name the free of a row that is free, even by the thread that freed it', () => {
    const maker = new TraceMaker('f').step(0, 'free', { frees: ['page[0]'] }).step(0, 'again');
    const twice: TraceFailure = {
      check: 'double-free',
      message: 'a row is freed that is free',
      inStep: true,
      frees: true,
      access: { kind: 'free', ...about, step: 1 },
    };
    expect(lines(maker.trace(twice))).toEqual([
      'Free of page[0] by task thread0/0 on cpu 0:\n f: again (step 2)',
      'Freed by task thread0/0 on cpu 0:\n f: free (step 1)',
    ]);
  });

  it('are laid out as KCSAN does for a row that is there: both accesses, and the value that changed', () => {
    const maker = new TraceMaker('f', 'g', 'h')
      .step(1, 'free', { frees: ['page[0]'] })
      .step(1, 'make', { allocates: ['page[0]'] })
      .step(2, 'clear', { changes: [changed('page[0].count', '1', '0')] })
      .step(0, 'get');
    const { about: _, ...named } = failure;
    const bug = { ...named, check: 'BUG_ON', message: 'm' };
    expect(lines(maker.trace(bug))).toEqual([
      'write to page[0].count by task thread2/2 on cpu 2:\n h: clear (step 3)',
      'read-write to page[0].count by task thread0/0 on cpu 0:\n f: get (step 4)',
      'value changed: 1 -> 0',
    ]);
  });

  it('count CPUs as the race table does', () => {
    const maker = new TraceMaker('f', 'idle', 'g').step(2, 'free', { frees: ['page[0]'] });
    maker.step(2, 'x').step(2, 'y').step(0, 'get');
    expect(lines(maker.trace(failure))[1]).toMatch(/^Freed by task thread2\/2 on cpu 1:/);
    const threads = maker.trace().threads.map((thread) => ({ ...thread, cpu: 5 }));
    expect(lines(maker.trace(failure, { threads }))[1]).toMatch(/^Freed by task thread2\/2 on cpu 5:/);
  });

  it('are none where the failure is about no field', () => {
    const maker = new TraceMaker('f').step(0, 'x');
    expect(
      accessBlocks(maker.trace({ check: 'deadlock', message: 'no thread can go on', inStep: false })),
    ).toEqual([]);
    expect(accessBlocks(maker.trace())).toEqual([]);
  });

  it('name both writes of a lost update, and the function that each is in', async () => {
    const { trace } = await checked(lockedTwice, 'racy');
    expect(lines(trace!)).toEqual([
      expect.stringMatching(
        /^write to counter\[0\]\.value by task (first|second)\/\d on cpu \d:\n add_one: write /,
      ),
      expect.stringMatching(
        /^write to counter\[0\]\.value by task (first|second)\/\d on cpu \d:\n add_one: write /,
      ),
      'value changed: 0 -> 1',
    ]);
    expect(headline(trace!)).toBe('BUG: mmcheck: broken property (atTheEnd) in add_one / add_one');
  });

  it('of a double free are both frees', async () => {
    const { trace } = await checked(lifetime, '2.6.35');
    expect(trace?.failure?.check).toBe('double-free');
    const [free, freed, ...more] = lines(trace!);
    expect(free).toMatch(
      /^Free of anon_vma\[0\] by task munmap\/1 on cpu 1:\n unlink_anon_vmas: anon_vma_free \(/,
    );
    expect(freed).toMatch(/^Freed by task migrate\/0 on cpu 0:\n unmap_and_move: anon_vma_free \(/);
    expect(more).toEqual([]);
  });

  it('are ASCII, whatever the trace', () => {
    fc.assert(
      fc.property(tracesOf(anyName), (trace) => {
        for (const line of lines(trace)) expect(line).toMatch(/^[\x20-\x7e\n]*$/);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { isWithin } from '../../../checker/program/fields.ts';
import { aboutField, aboutPath } from '../../../checker/trace/failingAccess.ts';
import { replay } from '../../../checker/trace/replay.ts';
import { parseSchedule } from '../../../checker/trace/schedule.ts';
import type { Access } from '../../../checker/trace/trace.ts';
import { count, machine, pointer, table, tasks } from '../../../model/language/index.ts';
import {
  allocate,
  BUG_ON,
  kernelChecks,
  kmem_cache_free,
  slab,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine(
  {
    object: slab(2, { count: count(2), next: pointer('object') }),
    page: table(2, { mapcount: count(1), lock: spinlock() }),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;

/** The access of the only thread's last step, which fails. */
function accessOf(...steps: readonly unknown[]): Access | undefined {
  const listing = Object.fromEntries(steps.map((step, i) => [`l${i}`, step]));
  const program = programOf(mm, threadsOf(mm, {}, listing), { initial: (s) => allocate(s.object[1]!) });
  const { trace } = replay(program, parseSchedule(`0*${steps.length}`));
  expect(trace.failure?.inStep).toBe(true);
  expect(trace.steps).toHaveLength(steps.length);
  return trace.failure!.access;
}

const free = (s: Mm) => kmem_cache_free(s.object[1]!, s);

describe('the access that fails a step', () => {
  it('is the first touch of the freed row, a read or a write', () => {
    const read = (s: Mm) => {
      s.page[0]!.mapcount = s.object[1]!.next === null ? 0 : 1;
    };
    expect(accessOf(free, read)).toEqual({ kind: 'read', path: 'object[1].next', row: 'object[1]', step: 1 });
    const write = (s: Mm) => {
      s.object[1]!.count = s.page[0]!.mapcount;
    };
    expect(accessOf(free, write)).toEqual({
      kind: 'write',
      path: 'object[1].count',
      row: 'object[1]',
      step: 1,
    });
    const increment = (s: Mm) => {
      s.object[1]!.count++;
    };
    expect(accessOf(free, increment)).toEqual({
      kind: 'read-write',
      path: 'object[1].count',
      row: 'object[1]',
      step: 1,
    });
  });

  it('is none of what the table itself knows of the row, which may be asked of a freed one', () => {
    const asks = (s: Mm) => {
      s.page[0]!.mapcount = s.object[1]!.slab.inuse || s.object[1]!.count > 0 ? 1 : 0;
    };
    expect(accessOf(free, asks)).toEqual({
      kind: 'read',
      path: 'object[1].count',
      row: 'object[1]',
      step: 1,
    });
  });

  it('is the touch of a guard where that fails', () => {
    const wait = {
      kind: 'operation',
      form: 'wait',
      alternatives: [{ guard: (s: Mm) => s.object[1]!.count === 0, next: { kind: 'fall' } }],
    };
    expect(accessOf(free, wait)).toEqual({
      kind: 'read',
      path: 'object[1].count',
      row: 'object[1]',
      step: 1,
    });
  });

  it('is the free of a row that is free, which names no row', () => {
    expect(accessOf(free, free)).toEqual({ kind: 'free', path: 'object[1]', row: 'object[1]', step: 1 });
    const never = (s: Mm) => kmem_cache_free(s.object[0]!, s);
    expect(accessOf(never)).toEqual({ kind: 'free', path: 'object[0]', row: 'object[0]', step: 0 });
  });

  it('is the write of a value outside of its domain', () => {
    const decrement = (s: Mm) => {
      s.object[1]!.count = 1;
      s.page[1]!.mapcount--;
    };
    expect(accessOf(decrement)).toEqual({
      kind: 'read-write',
      path: 'page[1].mapcount',
      row: 'page[1]',
      step: 0,
    });
  });

  it('is what an assertion looked at last', () => {
    const asserts = (s: Mm) => BUG_ON(s.page[0]!.mapcount === 0 && s.page[1]!.mapcount === 0, 'unmapped');
    expect(accessOf(asserts)).toEqual({ kind: 'read', path: 'page[1].mapcount', row: 'page[1]', step: 0 });
  });

  it('is no free where an assertion looked last at what the table knows of a row', () => {
    const isThere = (s: Mm) => BUG_ON(s.object[1]!.slab.inuse, 'it is there');
    expect(accessOf(isThere)).toEqual({
      kind: 'read',
      path: 'object[1].slab.inuse',
      row: 'object[1]',
      step: 0,
    });
    const takes = (s: Mm) => {
      s.object[1]!.slab.inuse = false;
      BUG_ON(true, 'it is gone');
    };
    expect(accessOf(takes)).toEqual({
      kind: 'write',
      path: 'object[1].slab.inuse',
      row: 'object[1]',
      step: 0,
    });
  });

  it('is nothing where the step fails by what it leaves behind', () => {
    expect(
      accessOf(
        spin_lock((s: Mm) => s.page[0]!.lock),
        () => {},
      ),
    ).toBeUndefined();
  });

  it('is that of the lock where the wrong thread gives it up', () => {
    const access = accessOf(spin_unlock((s: Mm) => s.page[1]!.lock));
    expect(access?.path).toMatch(/^page\[1\]\.lock\./);
  });
});

describe('the rows that a step brings to life and frees', () => {
  it('are written down with it', () => {
    const give = (s: Mm) => allocate(s.object[0]!);
    const program = programOf(mm, threadsOf(mm, {}, { give, free, nothing: () => {} }), {
      initial: (s) => allocate(s.object[1]!),
    });
    const { trace } = replay(program, parseSchedule('0*3'));
    expect(trace.steps.map(({ allocates, frees }) => [allocates, frees])).toEqual([
      [['object[0]'], undefined],
      [undefined, ['object[1]']],
      [undefined, undefined],
    ]);
  });
});

describe('what a failure is about', () => {
  const nested = machine({
    page: table(11, { sub: table(2, { x: count(1) }) }),
    lock: spinlock(),
    task: tasks(taskFields()),
  });
  const program = programOf(nested, threadsOf(nested, { seen: count(1) }, { nothing: () => {} }));

  it('is a row, or what lies in it, and the row of the outermost table', () => {
    expect(aboutPath(program, 'page[1]')).toEqual({ path: 'page[1]', row: 'page[1]' });
    expect(aboutPath(program, 'page[1].sub[0].x')).toEqual({ path: 'page[1].sub[0].x', row: 'page[1]' });
    expect(aboutPath(program, 'page[1].sub[0]')).toEqual({ path: 'page[1].sub[0]', row: 'page[1]' });
    expect(aboutPath(program, 'page[10]')).toEqual({ path: 'page[10]', row: 'page[10]' });
  });

  it('is nothing where a path leads into no row', () => {
    for (const path of ['lock', 'lock.owner', 'cpu0: seen', 'page[11]', 'page[1].su', ''])
      expect([path, aboutPath(program, path)]).toEqual([path, undefined]);
  });

  it('is no table', () => {
    expect(aboutPath(program, 'page')).toBeUndefined();
  });

  it('is a field in its row, or by itself where it is in none', () => {
    const about = (path: string) => aboutField(program.fieldAt.get(path)!);
    expect(about('page[1].sub[0].x')).toEqual({ path: 'page[1].sub[0].x', row: 'page[1]' });
    expect(about('lock.owner')).toEqual({ path: 'lock.owner', row: 'lock.owner' });
    expect(about('cpu0: seen')).toEqual({ path: 'cpu0: seen', row: 'cpu0: seen' });
  });
});

describe('paths', () => {
  it('lie within a row of their own only', () => {
    expect(isWithin('page[1].lock.owner', 'page[1].lock')).toBe(true);
    expect(isWithin('page[1].locked', 'page[1].lock')).toBe(false);
    expect(isWithin('page[10].lock', 'page[1]')).toBe(false);
  });
});

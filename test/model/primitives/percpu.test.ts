import { describe, expect, it } from 'vitest';
import { accesses } from '../../../checker/accesses.ts';
import {
  atTheEnd,
  count,
  machine,
  type Ptr,
  pointer,
  type Row,
  tasks,
  wait,
} from '../../../model/language/index.ts';
import {
  bringup_cpu,
  type Current,
  cond_resched,
  cpu_online,
  cpus,
  get_cpu,
  get_cpu_var,
  kernelChecks,
  preempt_disable,
  preempt_enable,
  put_cpu,
  put_cpu_var,
  raw_smp_processor_id,
  smp_processor_id,
  take_cpu_down,
  taskFields,
  this_cpu_dec,
  this_cpu_inc,
  this_cpu_ptr,
  this_cpu_read,
} from '../../../model/primitives/index.ts';
import { this_cpu_add } from '../../../model/primitives/percpu.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  { cpu: cpus(2, { pages: count(2) }), lru: count(2), task: tasks(taskFields()) },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My extends Current {
  pages: number;
  on: Ptr<'cpu'>;
}
const locals = { pages: count(2), on: pointer('cpu') };
const sum = (s: Mm) => s.cpu.reduce((all, { pages }) => all + pages, s.lru);
const both = atTheEnd<Mm>('both are counted', (s) => sum(s) === 2);
const programFor = (...listings: object[]) =>
  programOf(mm, threadsOf(mm, locals, ...listings), { properties: [both] });

const load = (s: Mm, my: My) => {
  my.pages = this_cpu_ptr(s, my).pages;
};
const store = (s: Mm, my: My) => {
  this_cpu_ptr(s, my).pages = my.pages + 1;
};
const section = { get_cpu_var, load, store, put_cpu_var };

describe('get_cpu_var', () => {
  it('lets nobody else at the variables of that CPU until put_cpu_var', async () => {
    expect(await nearest(programFor(section, section))).toBeUndefined();
  });

  it('is on any CPU, and on that one until the last put_cpu', () => {
    const nested = { outer: get_cpu, inner: get_cpu, put_inner: put_cpu, put_outer: put_cpu };
    const walk = new Walk(programFor(nested, section, section));
    expect(walk.choices('cpu0')).toBe(2);
    walk.step('cpu0 1');
    expect(walk.choices('cpu0')).toBe(1);
    // Of two CPUs one is taken; with the second one taken too, who is not on any waits.
    expect(walk.choices('cpu1')).toBe(1);
    walk.step('cpu1');
    expect(walk.choices('cpu2')).toBe(0);
    walk.step('cpu0', 'cpu0');
    expect(walk.choices('cpu2')).toBe(0);
    walk.step('cpu0');
    expect(walk.choices('cpu2')).toBe(1);
    walk.step('cpu2');
    expect(walk.state.shared.cpu).toMatchObject([{ running: 1 }, { running: 2 }]);
  });

  it('is atomic context, and is given back', async () => {
    const sleeps = { get_cpu_var, cond_resched, put_cpu_var };
    expect(await nearest(programFor(sleeps))).toMatchObject({
      check: 'lockdep',
      message: 'sleeping function called from invalid context: cond_resched with preemption disabled',
      steps: 2,
    });
    expect(await nearest(programFor({ put_cpu_var }))).toMatchObject({ check: 'lockdep', steps: 1 });
    expect(await nearest(programFor({ get_cpu_var }))).toMatchObject({ check: 'held-at-exit' });
  });

  it('deadlocks with who waits on the last CPU for somebody who needs one', async () => {
    const lru = (n: number) => (s: Mm) => s.lru === n;
    const waits = { get_cpu, waits: wait(lru(2)), put_cpu };
    const adds = { get_cpu, add: (s: Mm) => void s.lru++, put_cpu };
    expect(await nearest(programFor(waits, adds, adds))).toBeUndefined();
    expect(await nearest(programFor(waits, waits, adds, adds))).toMatchObject({
      check: 'deadlock',
      steps: 2,
    });
  });
});

describe('put_cpu', () => {
  it('lets the task move where a spinlock is given up behind it', () => {
    const listing = { get_cpu, preempt_disable, put_cpu, preempt_enable, again: get_cpu, put_again: put_cpu };
    const walk = new Walk(programFor(listing)).step('cpu0', 'cpu0', 'cpu0', 'cpu0');
    expect(walk.choices('cpu0')).toBe(2);
    walk.step('cpu0 1');
    expect(walk.state.shared.cpu).toMatchObject([{ running: null }, { running: 0 }]);
  });
});

describe('CONFIG_DEBUG_PREEMPT', () => {
  it('reports the number of a CPU that the task may leave', async () => {
    const message = 'BUG: using smp_processor_id() in preemptible code';
    const asks = { asks: (s: Mm, my: My) => void smp_processor_id(s, my) };
    expect(await nearest(programFor(asks))).toMatchObject({ check: 'lockdep', message, steps: 1 });
    expect(await nearest(programFor({ load }))).toMatchObject({ check: 'lockdep', message, steps: 1 });
    const after = { get_cpu_var, put_cpu_var, load };
    expect(await nearest(programFor(after))).toMatchObject({ check: 'lockdep', message, steps: 3 });
  });
});

describe('raw_cpu_ptr', () => {
  const raw = {
    raw_cpu_ptr: raw_smp_processor_id((_s: Mm, my: My, row) => {
      my.on = row;
    }),
    load: (s: Mm, my: My) => {
      my.pages = s.cpu[my.on!]!.pages;
    },
    store: (s: Mm, my: My) => {
      s.cpu[my.on!]!.pages = my.pages + 1;
    },
  };

  it('loses what another task counts meanwhile', async () => {
    // Both have the one CPU, both have loaded, both have stored.
    expect(await nearest(programFor(raw, raw))).toMatchObject({ check: 'atTheEnd', steps: 6 });
    // The task has gone elsewhere: even a section on that CPU does not keep it out.
    expect(await nearest(programFor(raw, section))).toMatchObject({ check: 'atTheEnd', steps: 7 });
  });
});

describe('this_cpu_inc', () => {
  it('is one instruction, and needs no section', async () => {
    const inc = { this_cpu_inc: this_cpu_inc('pages') };
    expect(await nearest(programFor(inc, inc))).toBeUndefined();
    expect(await nearest(programFor(inc, section))).toBeUndefined();
    const { labels } = await accesses(programFor(inc, inc));
    expect(labels.every(({ contended }) => contended.length <= 1)).toBe(true);
  });

  it('does not come into a section on its CPU', () => {
    const walk = new Walk(programFor(section, { this_cpu_inc: this_cpu_inc('pages') })).step('cpu0');
    expect(walk.choices('cpu1')).toBe(1);
    walk.step('cpu1');
    expect(walk.state.shared.cpu).toMatchObject([{ pages: 0 }, { pages: 1 }]);
  });

  it('is not this_cpu_read and a store', async () => {
    const split = {
      this_cpu_read: this_cpu_read('pages', (my: My, value) => {
        my.pages = value;
      }),
      ...section,
      load: () => {},
    };
    expect(await nearest(programFor(split, split))).toMatchObject({ check: 'atTheEnd' });
    expect(await nearest(programFor({ dec: this_cpu_dec('pages') }))).toMatchObject({ check: 'domain' });
  });
});

describe('this_cpu_add', () => {
  it('adds in one instruction: nothing that another thread adds is lost', async () => {
    const add = { this_cpu_add: this_cpu_add('pages', 1) };
    expect(await nearest(programFor(add, add))).toBeUndefined();
    expect(await nearest(programFor(add, section))).toBeUndefined();
  });

  it('adds as much as it is told to, and no more than there is room for', async () => {
    expect(await nearest(programFor({ this_cpu_add: this_cpu_add('pages', 2) }))).toBeUndefined();
    expect(await nearest(programFor({ this_cpu_add: this_cpu_add('pages', 3) }))).toMatchObject({
      check: 'domain',
    });
  });
});

describe('take_cpu_down', () => {
  const victim = 1 as Row<'cpu'>;
  const drain = (s: Mm) => {
    s.lru += s.cpu[victim]!.pages;
    s.cpu[victim]!.pages = 0;
  };
  const down = take_cpu_down<Mm, unknown>(() => victim);
  const run = (hotplug: object) =>
    nearest(
      programOf(mm, threadsOf(mm, locals, section, hotplug), {
        properties: [
          atTheEnd<Mm>(
            'nothing stays on a dead CPU',
            (s) => cpu_online(s, victim) || s.cpu[victim]!.pages === 0,
          ),
        ],
      }),
    );

  it('is followed by the callback that drains the CPU', async () => {
    expect(await run({ take_cpu_down: down, drain })).toBeUndefined();
    expect(await run({ take_cpu_down: down })).toMatchObject({ check: 'atTheEnd', steps: 5 });
  });

  it('is too late behind the callback', async () => {
    // Drained; a page is added on the CPU, in four steps; the CPU goes.
    expect(await run({ drain, take_cpu_down: down })).toMatchObject({ check: 'atTheEnd', steps: 6 });
  });

  it('waits for who cannot be preempted there, and keeps others away', () => {
    const walk = new Walk(programFor(section, { take_cpu_down: down }, section)).step('cpu0 1');
    expect(walk.choices('cpu1')).toBe(0);
    walk.run('cpu0');
    walk.step('cpu1');
    expect(walk.choices('cpu2')).toBe(1);
    walk.run('cpu2');
    expect(walk.state.shared.cpu).toMatchObject([{ pages: 1 }, { pages: 1, offline: true }]);
  });

  it('is undone by bringup_cpu, and does not take the last one', async () => {
    const up = { take_cpu_down: down, bringup_cpu: bringup_cpu<Mm, unknown>(() => victim) };
    const walk = new Walk(programFor(section, up));
    walk.step('cpu1');
    expect(walk.choices('cpu0')).toBe(1);
    walk.step('cpu1');
    expect(walk.choices('cpu0')).toBe(2);
    const other = take_cpu_down<Mm, unknown>(() => 0 as Ptr<'cpu'>);
    expect(await nearest(programFor({ down, other }))).toMatchObject({
      check: 'BUG_ON',
      message: 'BUG_ON(num_online_cpus() == 1)',
      steps: 2,
    });
  });
});

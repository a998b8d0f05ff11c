import {
  add,
  anyRow,
  bool,
  either,
  emptySet,
  has,
  isEmpty,
  type Lifetime,
  type Operation,
  type Row,
  record,
  rowSet,
  type Shape,
  type Size,
  type StateOf,
  type TableNode,
  tablesThatComeAndGo,
  violate,
  wait,
} from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import { checkReaders, type RcuTask, type RcuTasks, rcuTask } from './rcuTasks.ts';
import { kmem_cache_free, readersOf, type SlabRow, slab } from './slab.ts';
import { type Current, currentTask, might_sleep, type Tasks } from './task.ts';

const fields = {
  /** Whether call_rcu() has been called, and the callback has not begun. */
  queued: bool(),
  /** The tasks in rcu_barrier() that wait for this callback. */
  barriers: rowSet('task'),
};
const head = record(fields);

/** A row with a struct rcu_head, which RCU's list of callbacks leads to as long as it is queued. */
export interface RcuRow extends SlabRow {
  readonly rcu: StateOf<typeof fields>;
}

const aRow = checkedRecord<RcuRow>('rcu', 'row of a slabWithRcuHead()');

/**
 * A slab() whose objects have a struct rcu_head `rcu`, so that call_rcu() and kfree_rcu() may delay their free until who
 * reads them has left. One that waits there is not lost to kmemleak: RCU's list leads to it. include/linux/types.h
 *
 * @example
 * const shape = { vma: slabWithRcuHead(2, { vm_start: count(3) }), task: tasks({ ...taskFields(), ...rcuFields() }) };
 */
export function slabWithRcuHead<F extends Shape>(
  rows: Size,
  shape: F,
  options: Parameters<typeof slab>[2] = {},
): TableNode<F & { readonly rcu: typeof head } & ReturnType<typeof slab>['row']['fields']> {
  const node = slab(rows, { ...shape, rcu: head }, options);
  const ofSlab = node.lifetime as Lifetime;
  const lifetime: Lifetime = {
    ...ofSlab,
    untouched: [...ofSlab.untouched, 'rcu'],
    allocated: (row: RcuRow) => row.slab.inuse && !row.rcu.queued,
  };
  return { ...node, lifetime } as never;
}

/**
 * call_rcu(&row->rcu, func): its callback may run, in a thread that begins with rcu_do_batch(), as soon as every read
 * section that is open now has been closed. It does not sleep. CONFIG_DEBUG_OBJECTS_RCU_HEAD reports a head that is queued
 * already, as 'double-free'. kernel/rcu/tree.c
 *
 * @example
 * list_del_rcu: list_del_rcu(list_of),
 * spin_unlock: spin_unlock((s) => s.lock),
 * call_rcu: call_rcu(anon_vma_of),
 */
export const call_rcu = <S, L>(rowOf: (state: S, my: L) => RcuRow) =>
  named('call_rcu', (state: S & Tasks, my: L): void => queue(rowOf(state, my), state));

/**
 * kfree_rcu(row, rcu): call_rcu() with a callback that only frees, which a thread of kfree_rcu_work() runs.
 * include/linux/rcupdate.h
 * @example
 * list_del_rcu: list_del_rcu(list_of),
 * spin_unlock: spin_unlock((s) => s.lock),
 * kfree_rcu: kfree_rcu(anon_vma_of),
 */
export const kfree_rcu = <S, L>(rowOf: (state: S, my: L) => RcuRow) =>
  named('kfree_rcu', (state: S & Tasks, my: L): void => queue(rowOf(state, my), state));

function queue(given: RcuRow, state: Tasks): void {
  const row = aRow(given);
  if (!row.slab.inuse) violate('slab-use-after-free', 'call_rcu() of an object that is free');
  if (row.rcu.queued) violate('double-free', 'rcu: call_rcu(): Double-freed CB');
  row.rcu.queued = true;
  row.slab.readers = readersOf(state);
}

type Waiting<T extends string> = { readonly [K in T]: readonly RcuRow[] } & RcuTasks;

const isReady = ({ slab, rcu }: RcuRow): boolean => rcu.queued && isEmpty(slab.readers);

/**
 * The first label of a thread that runs the callbacks of a table: sleeps until the grace period of one of them is over, any
 * time after which it begins, with the row for `keep`. A callback runs in a softirq: it must not sleep. It ends with
 * rcu_callback_done. As an optional thread it may leave callbacks waiting for ever: what must have run, somebody has to
 * wait for, with rcu_barrier().
 * rcu_do_batch() in kernel/rcu/tree.c
 * @example
 * rcu_do_batch: rcu_do_batch('vma', (_s: Mm, my: My, vma) => { my.vma = vma; }),
 * vm_area_free: (s, my) => kmem_cache_free(deref(s.vma, my.vma), s),
 * done: goto('rcu_do_batch', rcu_callback_done),
 */
export function rcu_do_batch<S extends Waiting<T>, L, T extends string>(
  table: T,
  keep: (state: S, my: L, row: Row<T>) => void,
): Operation<S, L & Current> {
  return either(
    anyRow(
      table,
      (state: Waiting<T>, _my: L & Current, row: Row<T>) => isReady(aRow(state[table][row]!)),
      named('rcu_do_batch', (state: S, my: L & Current, row: Row<T>) => {
        const { rcu } = state[table][row]!;
        const task = rcuTask(state, my);
        currentTask(state, my).preempt_count++;
        task.rcu_callback = true;
        task.rcu_barriers = rcu.barriers;
        rcu.queued = false;
        rcu.barriers = emptySet;
        keep(state, my, row);
      }),
    ),
  ) as Operation<S, L & Current>;
}

/**
 * The callback has returned; lockdep reports one that leaves with a lock, or with a read section open.
 * rcu_do_batch() in kernel/rcu/tree.c
 * @example
 * rcu_do_batch: rcu_do_batch('vma', (_s: Mm, my: My, vma) => { my.vma = vma; }),
 * vm_area_free: (s, my) => kmem_cache_free(deref(s.vma, my.vma), s),
 * done: goto('rcu_do_batch', rcu_callback_done),
 */
export function rcu_callback_done(state: RcuTasks, my: Current): void {
  const task = rcuTask(state, my);
  const current = currentTask(state, my);
  current.preempt_count--;
  if (current.preempt_count > 0 || current.rcu_read_lock_nesting > 0)
    violate('lockdep', 'an RCU callback returns with preemption disabled, or in a read section');
  task.rcu_callback = false;
  task.rcu_barriers = emptySet;
}

/**
 * The one label of a thread that frees what kfree_rcu() was given, any time after its grace period; it goes round.
 * kfree_rcu_work() in kernel/rcu/tree.c
 * @example
 * kfree_rcu_work: kfree_rcu_work('vma'),
 * again: goto('kfree_rcu_work'),
 */
export function kfree_rcu_work<T extends string>(table: T): Operation<Waiting<T>, Current> {
  return either(
    anyRow(
      table,
      (state: Waiting<T>, _my: Current, row: Row<T>) => isReady(aRow(state[table][row]!)),
      named('kfree_rcu_work', (state: Waiting<T>, _my: Current, row: Row<T>) => {
        const of = state[table][row]!;
        of.rcu.queued = false;
        of.rcu.barriers = emptySet;
        kmem_cache_free(of, state);
      }),
    ),
  );
}

/**
 * rcu_barrier(), as two labels: it finds which callbacks are waiting or running, and sleeps until these have returned;
 * those that are queued later are no business of its. What a module, or a kmem_cache_destroy(), needs behind the last
 * call_rcu(), where a grace period alone is not enough.
 * kernel/rcu/tree.c
 * @example
 * ...rcu_barrier('rcu_barrier'),
 * kmem_cache_destroy: kmem_cache_destroy('vma'),
 */
export function rcu_barrier<const Label extends string>(label: Label) {
  const begin = named('rcu_barrier', (state: RcuTasks, my: Current): void => {
    might_sleep(state, my, 'rcu_barrier');
    for (const { rcu } of withHeads(state)) if (rcu.queued) rcu.barriers = add(rcu.barriers, my.current);
    for (const task of checkReaders(state))
      if (task.rcu_callback) task.rcu_barriers = add(task.rcu_barriers, my.current);
  });
  const waits = wait<RcuTasks, Current>((state, { current }) => {
    const waited = ({ rcu_barriers }: RcuTask) => has(rcu_barriers, current);
    return (
      !withHeads(state).some(({ rcu }) => has(rcu.barriers, current)) && !checkReaders(state).some(waited)
    );
  });
  type Lines = { readonly [K in Label]: typeof begin } & { readonly [K in `${Label}: wait`]: typeof waits };
  return { [label]: begin, [`${label}: wait`]: waits } as Lines;
}

const withHeads = (state: object): RcuRow[] =>
  tablesThatComeAndGo(state).flatMap((rows) => rows.filter((row): row is RcuRow => 'rcu' in row));

/**
 * kmem_cache_destroy(): a WARN where an object of the table is in use still, with a callback that waits for instance.
 * mm/slab_common.c
 * @example
 * ...rcu_barrier('rcu_barrier'),
 * kmem_cache_destroy: kmem_cache_destroy('vma'),
 */
export const kmem_cache_destroy = <T extends string>(table: T) =>
  named('kmem_cache_destroy', (state: { readonly [K in T]: readonly SlabRow[] }): void => {
    if (state[table].some(({ slab }) => slab.inuse))
      violate('WARN_ON', `kmem_cache_destroy ${table}: Slab cache still has objects`);
  });

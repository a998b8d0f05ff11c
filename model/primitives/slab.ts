import {
  add,
  any,
  bool,
  bounded,
  count,
  type Effect,
  either,
  emptySet,
  has,
  isEmpty,
  ModelError,
  type Operation,
  on,
  type Row,
  type RowSet,
  record,
  rowSet,
  type Shape,
  type Size,
  type TableNode,
  violate,
} from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { type Current, checkTasks, currentTask, might_sleep, type Tasks } from './task.ts';

const bookkeeping = record({
  inuse: bool(),
  /** The tasks whose RCU read section was open when the row was freed and is open still. */
  readers: rowSet('task'),
  /** Ghost: how often the row has been allocated, up to 3. */
  generation: count(3),
});

/** A row of a slab: its own fields, and what the allocator knows of it. */
export interface SlabRow {
  readonly slab: { inuse: boolean; readers: RowSet<'task'>; generation: number };
}

/**
 * A kmem_cache of `rows` objects: a table whose rows are allocated and freed, and checked by KASAN at every touch.
 * A freed row keeps its field values and may be allocated again at once.
 * With `typesafeByRcu` (SLAB_TYPESAFE_BY_RCU, before 4.12 SLAB_DESTROY_BY_RCU) a freed row may be touched until the
 * grace period is over, that is while a reader is left whose section was open at the free; without, not at all.
 * mm/slab.c, include/linux/slab.h
 * @param rows how many objects there may be at once
 * @param fields those of one object
 * @returns the table for a machine
 * @example
 * const shape = { anon_vma: slab(2, { lock: spinlock(), refcount: count(2) }, { typesafeByRcu: true }) };
 */
export function slab<F extends Shape>(
  rows: Size,
  fields: F,
  { typesafeByRcu = false }: { readonly typesafeByRcu?: boolean } = {},
): TableNode<F & { readonly slab: typeof bookkeeping }> {
  const row = record({ ...fields, slab: bookkeeping });
  const lifetime = { untouched: ['slab'], allocated, leakCheck: 'kmemleak' };
  return {
    kind: 'table',
    rows,
    row,
    lifetime: typesafeByRcu
      ? { ...lifetime, touch: touchTypesafe, keptFor }
      : { ...lifetime, touch: touchPlain },
  };
}

const aSlabRow = checkedRecord<SlabRow>('slab', 'row of a slab()');

const allocated = (row: SlabRow): boolean => row.slab.inuse;

/** A reader whose section was open at the free may hold the lock of an object that is free: its memory stays a lock. */
const keptFor = ({ slab }: SlabRow, task: number): boolean => has(slab.readers, task);

function touchPlain({ slab }: SlabRow, name: string): void {
  if (!slab.inuse) useAfterFree(slab.generation, name, 'after it was freed');
}

function touchTypesafe({ slab }: SlabRow, name: string): void {
  if (slab.inuse || !isEmpty(slab.readers)) return;
  useAfterFree(slab.generation, name, 'after it was freed and its grace period is over');
}

function useAfterFree(generation: number, name: string, freed: string): never {
  const when = generation === 0 ? 'before it was ever allocated' : freed;
  violate('slab-use-after-free', `${name} is touched ${when}`, { about: name });
}

/** A state with the table. */
type Slabs<T extends string> = { readonly [K in T]: readonly SlabRow[] };

/**
 * kmem_cache_alloc at a label: any free row of the table, which `keep` stores and may set up.
 * The fields keep the values they had: the constructor ran once, when the slab page was made.
 *
 * That no row is free is a bound of the model, which the kernel does not have: a run that ends there makes the verdict
 * incomplete. With `mayFail`, an effect or a goto, the allocation may return NULL instead, whether or not a row is free,
 * as one may under memory pressure. With `mayWait` it sleeps until a row is free, as mempool_alloc() does; then that
 * nobody ever frees one is a deadlock.
 * mm/slab.c, mempool_alloc() in mm/mempool.c
 * @param table the slab, by its name in the machine
 * @param keep stores the row, and may set it up
 * @throws ModelError where it is to fail and to wait, and when it is run, where the table is no slab()
 * @example
 * anon_vma_alloc: kmem_cache_alloc('anon_vma', (_s, my, anon_vma) => { my.anon_vma = anon_vma; }),
 * 'vma->anon_vma = anon_vma': (s, my) => { s.vma[0]!.anon_vma = my.anon_vma; },
 */
export function kmem_cache_alloc<S extends Slabs<T>, L, T extends string>(
  table: T,
  keep: (state: S, my: L, row: Row<T>) => void,
  options?: { readonly mayFail?: Effect<S, L> },
): Operation<S, L>;
export function kmem_cache_alloc<S extends Slabs<T>, L, T extends string, G extends string>(
  table: T,
  keep: (state: S, my: L, row: Row<T>) => void,
  options: { readonly mayFail: Operation<S, L, G> },
): Operation<S, L, G>;
export function kmem_cache_alloc<S extends Slabs<T>, L, T extends string>(
  table: T,
  keep: (state: S, my: L, row: Row<T>) => void,
  options: { readonly mayWait: true },
): Operation<S & Tasks, L & Current>;
export function kmem_cache_alloc(
  table: string,
  keep: (state: Slabs<string>, my: never, row: Row<string>) => void,
  { mayFail, mayWait = false }: Options = {},
): Operation<never, never, string> {
  if (mayFail !== undefined && mayWait)
    throw new ModelError(`kmem_cache_alloc('${table}'): it may fail and wait; allowed: one of the two`);
  const row = any(
    table,
    (state: Slabs<string>, _my: never, free: Row<string>) => !aSlabRow(state[table]![free]!).slab.inuse,
    (state: Slabs<string>, my: never, free: Row<string>) => {
      if (mayWait) might_sleep(state as unknown as Tasks, my, 'kmem_cache_alloc');
      allocate(state[table]![free]!);
      keep(state, my, free);
    },
  );
  if (mayWait) return either(row);
  if (mayFail !== undefined) return either<Slabs<string>, never, string>(row, on(always, mayFail as never));
  return bounded(
    { table, what: 'kmem_cache_alloc', instead: 'the allocation may fail or wait' },
    either(row),
  );
}

interface Options {
  readonly mayFail?: Effect<never, never> | Operation<never, never, string>;
  readonly mayWait?: boolean;
}

const always = () => true;

/**
 * Marks a row as in use: for initial states, and for allocations that are part of a larger step.
 * @throws ModelError, when it is run, where the row is of no slab()
 * @example
 * const initial = (s: Mm) => {
 *   allocate(s.anon_vma[0]!);
 *   s.vma[0]!.anon_vma = row('anon_vma', 0);
 * };
 */
export function allocate(row: SlabRow): void {
  const { slab } = aSlabRow(row);
  slab.inuse = true;
  slab.readers = emptySet;
  slab.generation = Math.min(3, slab.generation + 1);
}

/**
 * kmem_cache_free: the row is free at once; KASAN reports one that is free already or never was allocated.
 * mm/slab.c
 * @throws ModelError, when it is run, where the row is of no slab()
 * @example
 * anon_vma_alloc: kmem_cache_alloc('anon_vma', (_s, my, anon_vma) => { my.anon_vma = anon_vma; }),
 * 'vma->anon_vma = NULL': (s) => { s.vma[0]!.anon_vma = null; },
 * anon_vma_free: (s, my) => kmem_cache_free(deref(s.anon_vma, my.anon_vma), s),
 */
export function kmem_cache_free(row: SlabRow, state: Tasks): void {
  const { slab } = aSlabRow(row);
  if (!slab.inuse) {
    violate(
      'double-free',
      slab.generation === 0 ? 'a row is freed that was never allocated' : 'a row is freed that is free',
      { frees: true },
    );
  }
  slab.inuse = false;
  slab.readers = readersOf(state);
}

/** The tasks whose read section is open. */
export function readersOf(state: Tasks): RowSet<'task'> {
  let readers: RowSet<'task'> = emptySet;
  for (let task = 0; task < checkTasks(state.task).length; task++) {
    if (currentTask(state, { current: task as Row<'task'> }).rcu_read_lock_nesting > 0)
      readers = add(readers, task);
  }
  return readers;
}

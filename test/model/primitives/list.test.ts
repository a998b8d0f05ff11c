import { describe, expect, it } from 'vitest';
import { accesses } from '../../../checker/accesses.ts';
import {
  addressOf,
  atTheEnd,
  machine,
  type Ptr,
  pointer,
  table,
  tasks,
  Violation,
} from '../../../model/language/index.ts';
import {
  byAccess,
  INIT_LIST_HEAD,
  kernelChecks,
  list_add,
  list_add_tail,
  list_del,
  list_del_init,
  list_entries,
  list_head,
  list_move,
  list_move_tail,
  list_splice,
  list_splice_init,
  list_splice_tail,
  list_splice_tail_init,
  listRegisters,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const lru = list_head('page[].lru', 'zone[].list');
const mm = machine(
  {
    page: table(4, { lru }),
    zone: table(2, { list: lru }),
    lock: spinlock(),
    task: tasks({ ...taskFields(), page: pointer('page') }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;

const page = (row: number) => () => addressOf('page[].lru', row as Ptr<'page'>);
const list = (row: number) => () => addressOf('zone[].list', row as Ptr<'zone'>);
const lock = (s: Mm) => s.lock;

/** The lists 0 and 1, of these pages. */
const listsOf =
  (...lists: readonly (readonly number[])[]) =>
  (s: Mm) => {
    for (const zone of [0, 1]) INIT_LIST_HEAD(s, list(zone)());
    for (const [zone, pages] of lists.entries())
      for (const row of pages) list_add_tail(page(row), list(zone))(s, undefined);
  };

/** What is on the lists after the steps, one after the other. */
function after(start: readonly (readonly number[])[], ...steps: ((s: Mm, my: never) => void)[]) {
  const listing = Object.fromEntries(steps.map((step, i) => [`step_${i}`, step]));
  const walk = new Walk(programOf(mm, threadsOf(mm, {}, listing), { initial: listsOf(...start) }));
  walk.run('cpu0');
  const shared = walk.state.shared as unknown as Mm;
  return [0, 1].map((zone) => list_entries(shared, list(zone)(), 'page[].lru') as number[]);
}

/** What the steps violate. */
function told(start: readonly (readonly number[])[], ...steps: ((s: Mm, my: never) => void)[]): string {
  try {
    after(start, ...steps);
  } catch (error) {
    if (error instanceof Violation) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('a list', () => {
  it('has its entries in the order of the links, whichever rows they are', () => {
    expect(after([[], []], list_add(page(0), list(0)), list_add(page(2), list(0)))).toEqual([[2, 0], []]);
    expect(after([[3, 1]], list_add_tail(page(0), list(0)))).toEqual([[3, 1, 0], []]);
    expect(after([[3, 1, 2]], list_del(page(1)))).toEqual([[3, 2], []]);
    expect(after([[3]], list_del_init(page(3)), list_add(page(3), list(1)))).toEqual([[], [3]]);
  });

  it('is moved from, to the front or to the back', () => {
    expect(after([[3, 1], [2]], list_move(page(1), list(0)))).toEqual([[1, 3], [2]]);
    expect(after([[3, 1], [2]], list_move(page(1), list(1)))).toEqual([[3], [1, 2]]);
    expect(after([[3, 1], [2]], list_move_tail(page(3), list(1)))).toEqual([[1], [2, 3]]);
    expect(after([[3, 1], [2]], list_move_tail(page(3), list(0)))).toEqual([[1, 3], [2]]);
  });

  it('is spliced into another', () => {
    const lists = [
      [3, 1],
      [0, 2],
    ];
    expect(after(lists, list_splice_init(list(0), list(1)))).toEqual([[], [3, 1, 0, 2]]);
    expect(after(lists, list_splice_tail_init(list(0), list(1)))).toEqual([[], [0, 2, 3, 1]]);
    expect(after([[], [2]], list_splice_init(list(0), list(1)))).toEqual([[], [2]]);
    // The head that is left behind still leads to the first entry, and none of the entries back to it.
    expect(after(lists, list_splice(list(0), list(1)))[1]).toEqual([3, 1, 0, 2]);
    expect(after(lists, list_splice_tail(list(0), list(1)))[1]).toEqual([0, 2, 3, 1]);
    const left = [list_splice(list(0), list(1)), list_add(page(0), list(0))];
    expect(told([[3, 1], [2]], ...left)).toBe(
      'list_add corruption. next->prev should be prev zone[0].list, but was zone[1].list',
    );
  });
});

describe('CONFIG_DEBUG_LIST', () => {
  const forget = (s: Mm) => INIT_LIST_HEAD(s, page(1)());

  it('reports what is added twice', () => {
    const double = 'list_add double add: new=page[0].lru, prev=zone[0].list, next=page[0].lru';
    expect(told([[0]], list_add(page(0), list(0)))).toBe(double);
    expect(told([[0]], list_add_tail(page(0), list(0)))).toBe(
      'list_add double add: new=page[0].lru, prev=page[0].lru, next=zone[0].list',
    );
  });

  it('reports what is deleted twice, or was never added', () => {
    expect(told([[0]], list_del(page(0)), list_del(page(0)))).toBe(
      'list_del corruption, page[0].lru->next is LIST_POISON1',
    );
    expect(told([[]], list_del(page(0)))).toBe('list_del corruption, page[0].lru->next is NULL');
    expect(told([[0]], list_del_init(page(0)), list_del_init(page(0)))).toBe('nothing');
  });

  it('reports links that do not agree', () => {
    expect(told([[0, 1, 2]], forget, list_del(page(2)))).toBe(
      'list_del corruption. prev->next should be page[2].lru, but was page[1].lru',
    );
    expect(told([[0, 1, 2]], forget, list_del(page(0)))).toBe(
      'list_del corruption. next->prev should be page[0].lru, but was page[1].lru',
    );
    expect(told([[1]], forget, list_add(page(2), list(0)))).toBe(
      'list_add corruption. next->prev should be prev zone[0].list, but was page[1].lru',
    );
    expect(told([[1]], forget, list_add_tail(page(2), list(0)))).toBe(
      'list_add corruption. prev->next should be next zone[0].list, but was page[1].lru',
    );
  });

  it('reports a head that was never initialised', async () => {
    const zeroed = programOf(mm, threadsOf(mm, {}, { list_add: list_add(page(0), list(0)) }));
    expect(await nearest(zeroed)).toEqual({
      check: 'list-corruption',
      message: 'list_add corruption. next is NULL',
      steps: 1,
      at: 'cpu0 list_add',
    });
  });
});

describe('two that add at once', () => {
  const registers = listRegisters(lru);
  const both = atTheEnd<Mm>(
    'both are on the list',
    (s) => list_entries(s, list(0)(), 'page[].lru').length === 2,
  );
  const programFor = (...listings: object[]) =>
    programOf(mm, threadsOf(mm, registers, ...listings), { initial: listsOf(), properties: [both] });
  const single = (row: number) => byAccess('list_add', list_add(page(row), list(0)));

  it('corrupt the list', async () => {
    // One has loaded head->next, checked twice and stored next->prev; the other loads head->next and looks there.
    expect(await nearest(programFor(single(0), single(1)))).toMatchObject({
      check: 'list-corruption',
      message: 'list_add corruption. next->prev should be prev zone[0].list, but was page[0].lru',
      at: 'cpu1 list_add: next->prev != prev',
      steps: 6,
    });
  });

  it('do not with the lock held', async () => {
    const locked = (row: number) => ({
      spin_lock: spin_lock(lock),
      ...single(row),
      spin_unlock: spin_unlock(lock),
    });
    expect(await nearest(programFor(locked(0), locked(1)))).toBeUndefined();
    const one = { spin_lock: spin_lock(lock), ...single(0), spin_unlock: spin_unlock(lock) };
    expect(await nearest(programFor(one, single(1)))).toMatchObject({ check: 'list-corruption', steps: 7 });
  });

  it('are told that one label is too coarse without the lock, and fine with it', async () => {
    const one = (row: number) => ({ list_add: list_add(page(row), list(0)) });
    const locked = (row: number) => ({
      spin_lock: spin_lock(lock),
      ...one(row),
      spin_unlock: spin_unlock(lock),
    });
    const coarse = async (...listings: object[]) =>
      (await accesses(programFor(...listings))).labels.some(({ contended }) => contended.length > 1);
    expect(await coarse(one(0), one(1))).toBe(true);
    expect(await coarse(locked(0), locked(1))).toBe(false);
  });

  it('leave nothing in the registers', () => {
    const walk = new Walk(programFor(single(0), single(1)));
    walk.step('cpu0');
    expect(walk.my('cpu0')).toMatchObject({ prev: 'zone[0].list', next: 'zone[0].list' });
    expect(walk.run('cpu0')).toEqual([
      'list_add: next->prev != prev',
      'list_add: prev->next != next',
      'list_add: next->prev = new',
      'list_add: new->next = next',
      'list_add: new->prev = prev',
      'list_add: prev->next = new',
    ]);
    expect(list_entries(walk.state.shared as object, list(0)(), 'page[].lru')).toEqual([0]);
  });
});

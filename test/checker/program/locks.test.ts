import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../checker/program/failure.ts';
import type { Program } from '../../../checker/program/program.ts';
import {
  count,
  machine,
  pointer,
  record,
  table,
  tasks,
  unless,
  wait,
  zeroAtExit,
} from '../../../model/language/index.ts';
import {
  down_read,
  down_write,
  kernelChecks,
  lock_page,
  pageLock,
  rcu_read_lock,
  rcu_read_unlock,
  rwsem,
  spin_lock,
  spin_trylock,
  spin_unlock,
  spinlock,
  taskFields,
  unlock_page,
  up_read,
  up_write,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine(
  {
    task: tasks({
      ...taskFields(3, 1),
      left: zeroAtExit(count(2)),
      result: count(2),
      deep: record({ map: zeroAtExit(pointer('page')), last: pointer('page') }),
    }),
    area: tasks({ maps: zeroAtExit(count(1)), used: count(1) }),
    a: spinlock(),
    b: spinlock(),
    c: spinlock(),
    page: table(2, { lock: spinlock(), PG_locked: pageLock() }),
    first: rwsem(),
    second: rwsem(),
    turn: count(3),
  },
  kernelChecks,
);
type State = typeof mm.state;

const a = (s: State) => s.a;
const b = (s: State) => s.b;
const c = (s: State) => s.c;
const page = (row: number) => (s: State) => s.page[row]!.lock;
const first = (s: State) => s.first;
const second = (s: State) => s.second;

/** A listing that takes one spinlock with another held, and gives both up. */
const nested = (outer: typeof a, inner: typeof a) => ({
  lock_outer: spin_lock(outer),
  lock_inner: spin_lock(inner),
  unlock_inner: spin_unlock(inner),
  unlock_outer: spin_unlock(outer),
});

/** Listings that run one after the other: each waits for its turn, so that no two are ever inside together. */
const inTurn = (...listings: readonly object[]) =>
  listings.map((listing, i) => ({
    turn: wait((s: State) => s.turn === i),
    ...listing,
    done: (s: State) => {
      s.turn = i + 1;
    },
  }));

const running = (...listings: readonly object[]): Program => programOf(mm, threadsOf(mm, {}, ...listings));

/** Everything that fails in a program, however far apart, as all engines see it. */
async function failuresOf({ scenario }: Program): Promise<Failure[]> {
  const result = await expectAgreement(scenario, 'only', { sought: 'none' });
  expect(result?.stopped).toBeUndefined();
  return result!.findings.map(({ failure }) => failure);
}

const checksOf = async (program: Program) => (await failuresOf(program)).map(({ check }) => check);

describe('the order of locks', () => {
  it('is violated by two threads of which no run deadlocks', async () => {
    const program = running(...inTurn(nested(a, b), nested(b, a)));
    const [taking] = program.stepsAt[1]![2]!;
    expect(await failuresOf(program)).toEqual([
      {
        check: 'lock-order',
        message: 'possible circular locking dependency: a is taken with b held, and elsewhere a before b',
        where: { kind: 'order', step: taking!.number },
      },
    ]);
  });

  it('is violated, and there is the deadlock that it warns of, where the two run at once', async () => {
    const checks = await checksOf(running(nested(a, b), nested(b, a)));
    expect(checks.sort()).toEqual(['deadlock', 'lock-order']);
  });

  it('is kept where everybody nests the same way', async () => {
    expect(await checksOf(running(nested(a, b), nested(a, b), nested(b, c)))).toEqual([]);
  });

  it('is violated through a third lock', async () => {
    const failures = await failuresOf(running(...inTurn(nested(a, b), nested(b, c), nested(c, a))));
    expect(failures.map(({ message }) => message)).toEqual([
      'possible circular locking dependency: a is taken with c held, and elsewhere a before b before c',
    ]);
  });

  it('is one of classes: what one row shows holds for another', async () => {
    const failures = await failuresOf(running(...inTurn(nested(a, page(0)), nested(page(1), a))));
    expect(failures.map(({ message }) => message)).toEqual([
      'possible circular locking dependency: a is taken with page.lock held, and elsewhere a before page.lock',
    ]);
  });

  it('is one of single locks within a class', async () => {
    expect(await checksOf(running(...inTurn(nested(page(0), page(1)), nested(page(0), page(1)))))).toEqual(
      [],
    );
    const failures = await failuresOf(running(...inTurn(nested(page(0), page(1)), nested(page(1), page(0)))));
    expect(failures.map(({ message }) => message)).toEqual([
      'possible circular locking dependency: page[0].lock is taken with page[1].lock held, and elsewhere page[0].lock before page[1].lock',
    ]);
  });

  it('is none among page locks, whose order may differ from run to run; a deadlock of two is one all the same', async () => {
    const PG_locked = (row: number) => (s: State) => s.page[row]!.PG_locked;
    const pages = (outer: number, inner: number) => ({
      lock_outer: lock_page(PG_locked(outer)),
      lock_inner: lock_page(PG_locked(inner)),
      unlock_inner: unlock_page(PG_locked(inner)),
      unlock_outer: unlock_page(PG_locked(outer)),
    });
    expect(await checksOf(running(...inTurn(pages(0, 1), pages(1, 0))))).toEqual([]);
    expect(await checksOf(running(pages(0, 1), pages(1, 0)))).toEqual(['deadlock']);
    const withOther = (row: number) => ({
      lock_page: lock_page(PG_locked(row)),
      lock: spin_lock(a),
      unlock: spin_unlock(a),
      unlock_page: unlock_page(PG_locked(row)),
    });
    const sleeping = {
      down_read: down_read(first),
      lock_page: lock_page(PG_locked(0)),
      unlock_page: unlock_page(PG_locked(0)),
      up_read: up_read(first),
    };
    const other = { ...withOther(1), lock: down_read(first), unlock: up_read(first) };
    expect(await checksOf(running(...inTurn(sleeping, other)))).toEqual(['lock-order']);
  });

  it('counts a lock that is shared as held, and as taken', async () => {
    const write = {
      down_first: down_write(first),
      down_second: down_read(second),
      up_second: up_read(second),
      up_first: up_write(first),
    };
    const read = {
      down_second: down_read(second),
      down_first: down_read(first),
      up_first: up_read(first),
      up_second: up_read(second),
    };
    expect(await checksOf(running(...inTurn(write, read)))).toEqual(['lock-order']);
  });

  it('is not touched by taking a lock without waiting for it', async () => {
    const tries = {
      lock: spin_lock(b),
      trylock: unless(spin_trylock(a), 'unlock'),
      unlock_inner: spin_unlock(a),
      unlock: spin_unlock(b),
    };
    expect(await checksOf(running(...inTurn(nested(a, b), tries)))).toEqual([]);
  });

  it('starts anew with every search', async () => {
    const program = running(...inTurn(nested(a, b)));
    expect(await checksOf(program)).toEqual([]);
    expect(await checksOf(running(...inTurn(nested(b, a))))).toEqual([]);
    expect(await checksOf(program)).toEqual([]);
  });
});

describe('a thread that returns', () => {
  const messagesOf = async (program: Program) =>
    (await failuresOf(program)).map(({ check, message }) => `${check}: ${message}`);

  it('with a lock held is reported by the name of the lock', async () => {
    const forgets = { lock: spin_lock(page(1)) };
    expect(await messagesOf(running(forgets))).toEqual([
      'held-at-exit: the thread returns with page[1].lock held',
    ]);
  });

  it('with a semaphore shared is reported too', async () => {
    const down = { down_first: down_read(first) };
    expect(await messagesOf(running(down))).toEqual(['held-at-exit: the thread returns with first held']);
  });

  it('inside an RCU section is reported by the field that shows it', async () => {
    expect(await messagesOf(running({ rcu_read_lock }))).toEqual([
      'held-at-exit: the thread returns with rcu_read_lock_nesting at 1',
    ]);
  });

  const leave = (row: number, left: number) => (s: State) => {
    s.task[row]!.left = left;
  };

  it('with a field of its own row left over is reported', async () => {
    const expected = ['held-at-exit: the thread returns with left at 2'];
    expect(await messagesOf(running({ leave: leave(0, 2) }))).toEqual(expected);
  });

  it.each([
    ['a record of its row', 'deep.map at page[1]', (s: State) => Object.assign(s.task[0]!.deep, { map: 1 })],
    ['another table of threads', 'area[0].maps at 1', (s: State) => Object.assign(s.area[0]!, { maps: 1 })],
  ])('with such a field in %s left over is reported', async (_where, said, forget) => {
    const forgets = {
      forget: (s: State) => {
        forget(s);
      },
    };
    const expected = [`held-at-exit: the thread returns with ${said}`];
    expect(await messagesOf(running(forgets))).toEqual(expected);
  });

  it('with what the model lets it keep is not, in its row or elsewhere', async () => {
    const keeps = {
      result: (s: State) => {
        s.task[0]!.result = 2;
      },
      last: (s: State) => {
        s.task[0]!.deep.last = 1 as never;
      },
      used: (s: State) => {
        s.area[0]!.used = 1;
      },
    };
    expect(await messagesOf(running(keeps))).toEqual([]);
  });

  it('with a field of another row left over is not', async () => {
    const clears = { wait: wait((s: State) => s.task[1]!.left > 0), clear: leave(1, 0) };
    expect(await messagesOf(running({ leave: leave(1, 2) }, clears))).toEqual([]);
  });

  it('with everything given back is not reported, and neither is another that still holds something', async () => {
    const balanced = {
      rcu_read_lock,
      lock: spin_lock(a),
      unlock: spin_unlock(a),
      rcu_read_unlock,
    };
    expect(await messagesOf(running(balanced, balanced))).toEqual([]);
  });

  it('early, by a jump, is reported as well', async () => {
    const jumps = { lock: spin_lock(a), leave: unless(() => false, 'return'), unlock: spin_unlock(a) };
    expect(await messagesOf(running(jumps))).toEqual(['held-at-exit: the thread returns with a held']);
  });
});

describe('a machine', () => {
  it('with one lock has no order to violate', async () => {
    const small = machine({ task: tasks(taskFields()), lock: spinlock() }, kernelChecks);
    const lock = (s: typeof small.state) => s.lock;
    const listing = { lock: spin_lock(lock), unlock: spin_unlock(lock) };
    expect(await checksOf(programOf(small, threadsOf(small, {}, listing, listing)))).toEqual([]);
  });

  it('with two has one', async () => {
    const small = machine({ task: tasks(taskFields()), a: spinlock(), b: spinlock() }, kernelChecks);
    type Small = typeof small.state;
    const nest = (outer: 'a' | 'b', inner: 'a' | 'b') => ({
      outer: spin_lock((s: Small) => s[outer]),
      inner: spin_lock((s: Small) => s[inner]),
      leave_inner: spin_unlock((s: Small) => s[inner]),
      leave_outer: spin_unlock((s: Small) => s[outer]),
    });
    const program = programOf(small, threadsOf(small, {}, nest('a', 'b'), nest('b', 'a')));
    expect(await checksOf(program)).toContain('lock-order');
  });
});

import { describe, expect, it } from 'vitest';
import {
  bool,
  count,
  everyStep,
  type Lifetime,
  machine,
  type Ptr,
  pointer,
  type RecordNode,
  record,
  type StateOf,
  type TableNode,
  table,
  tasks,
} from '../../../model/language/index.ts';
import {
  allocate,
  bit_spin_lock,
  bitSpinlock,
  down_read,
  down_write,
  kernelChecks,
  kmem_cache_alloc,
  kmem_cache_free,
  lock_page,
  pageLock,
  rcu_read_lock,
  rcu_read_unlock,
  read_lock,
  rwlock,
  rwsem,
  slab,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
  up_read,
  write_lock,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

/** A table of another kind than a slab: its rows are there as long as they have a user. */
const counted = <F extends { readonly [name: string]: RecordNode }>(fields: F) => {
  const lifetime = {
    touch: () => {},
    untouched: ['users'],
    allocated: (row: { users: number }) => row.users > 0,
    leakCheck: 'kmemleak',
  } satisfies Lifetime;
  const row = { ...fields, users: count(2) };
  return { kind: 'table', rows: 1, row: record(row), lifetime } as TableNode<typeof row>;
};

const deep = { lock: spinlock(), in: record({ more: table(2, { sem: rwsem() }) }) };
const shape = {
  o: slab(2, { lock: spinlock(), rw: rwlock(), bit: bitSpinlock(), page: pageLock(), sem: rwsem() }),
  safe: slab(1, deep, { typesafeByRcu: true }),
  user: counted({ lock: spinlock() }),
  freed: bool(),
  known: pointer('o'),
  task: tasks(taskFields()),
};
const mm = machine(shape, kernelChecks);
type Mm = StateOf<typeof shape>;

const free = (s: Mm) => kmem_cache_free(s.o[0]!, s);
const free_safe = (s: Mm) => kmem_cache_free(s.safe[0]!, s);
const last = () => {};

async function failuresOf(listings: readonly object[], properties: readonly unknown[] = []) {
  const initial = (s: Mm) => {
    allocate(s.o[0]!);
    allocate(s.o[1]!);
    allocate(s.safe[0]!);
    s.user[0]!.users = 1;
    s.known = 0 as Ptr<'o'>;
  };
  const { scenario } = programOf(mm, threadsOf(mm, {}, ...listings), {
    initial,
    properties: properties as never,
  });
  const space = await expectAgreement(scenario, 'only', { sought: 'none' });
  return space!.findings.flatMap(({ failure, states }) =>
    failure.check === 'kmemleak' || failure.check === 'deadlock' || failure.check === 'held-at-exit'
      ? []
      : [`${states.length - 1} ${failure.check}: ${failure.message}`],
  );
}
const freed = (steps: number, row: string, holder: string, lock: string) => [
  `${steps} held-lock-freed: held lock freed: ${row} goes while ${holder} holds ${lock}`,
];

describe('a row that goes with a lock in it held by the one who frees it', () => {
  it.each([
    ['lock', spin_lock((s: Mm) => s.o[0]!.lock)],
    ['rw', read_lock((s: Mm) => s.o[0]!.rw)],
    ['rw', write_lock((s: Mm) => s.o[0]!.rw)],
    ['bit', bit_spin_lock((s: Mm) => s.o[0]!.bit)],
    ['page', lock_page((s: Mm) => s.o[0]!.page)],
    ['sem', down_read((s: Mm) => s.o[0]!.sem)],
    ['sem', down_write((s: Mm) => s.o[0]!.sem)],
  ])('is a held lock freed, whatever lock %s is', async (name, take) => {
    const listing = { take, free, last };
    expect(await failuresOf([listing])).toEqual(freed(1, 'o[0]', 'cpu0', `o[0].${name}`));
  });

  it('is one however deep in the row the lock lies, and type-safe or not', async () => {
    const take = down_read((s: Mm) => s.safe[0]!.in.more[1]!.sem);
    const expected = freed(1, 'safe[0]', 'cpu0', 'safe[0].in.more[1].sem');
    expect(await failuresOf([{ take, free_safe, last }])).toEqual(expected);
  });

  it('is one in an RCU section of a type-safe slab too, as the kernel says of current', async () => {
    const take = spin_lock((s: Mm) => s.safe[0]!.lock);
    const expected = freed(2, 'safe[0]', 'cpu0', 'safe[0].lock');
    expect(await failuresOf([{ rcu_read_lock, take, free_safe, last }])).toEqual(expected);
  });

  it('is one where nobody calls kmem_cache_free, and where the table is no slab', async () => {
    const clear = (s: Mm) => Object.assign(s.o[0]!.slab, { inuse: false });
    const listing = {
      take: spin_lock((s: Mm) => s.o[0]!.lock),
      clear: (s: Mm) => {
        clear(s);
      },
      last,
    };
    expect(await failuresOf([listing])).toEqual(freed(1, 'o[0]', 'cpu0', 'o[0].lock'));
    const put = (s: Mm) => {
      s.user[0]!.users--;
    };
    const drop = { take: spin_lock((s: Mm) => s.user[0]!.lock), put, last };
    expect(await failuresOf([drop])).toEqual(freed(1, 'user[0]', 'cpu0', 'user[0].lock'));
  });

  it('is none where the lock is another row’s, or given up before or in the same step', async () => {
    const lock = (row: number) => (s: Mm) => s.o[row]!.lock;
    const other = { take: spin_lock(lock(1)), free, spin_unlock: spin_unlock(lock(1)) };
    const before = { take: spin_lock(lock(0)), spin_unlock: spin_unlock(lock(0)), free };
    const unlock = spin_unlock(lock(0));
    const at_once = (s: Mm, my: never) => {
      unlock(s, my);
      free(s);
    };
    for (const listing of [other, before, { take: spin_lock(lock(0)), at_once }])
      expect(await failuresOf([listing])).toEqual([]);
  });
});

describe('a row that goes with a lock in it held by somebody else', () => {
  const holder = { take: spin_lock((s: Mm) => s.o[0]!.lock), last };

  it('is a held lock freed', async () => {
    const expected = freed(1, 'o[0]', 'cpu0', 'o[0].lock');
    expect(await failuresOf([holder, { free, last }])).toContain(expected[0]);
  });

  it('is one where only one of several readers is left', async () => {
    const sem = (s: Mm) => s.o[0]!.sem;
    const leaves = { down_read: down_read(sem), up_read: up_read(sem), last };
    const found = await failuresOf([leaves, { free, last }]);
    expect(found).toContain(freed(1, 'o[0]', 'cpu0', 'o[0].sem')[0]);
  });

  it('is none for a reader of a type-safe slab whose section was open at the free', async () => {
    const lock = (s: Mm) => s.safe[0]!.lock;
    const take = spin_lock(lock);
    const reader = { rcu_read_lock, take, spin_unlock: spin_unlock(lock), rcu_read_unlock };
    const found = (listing: object) => failuresOf([listing, { free_safe }]);
    // Without any section it is, and one that begins behind the lock protects as much as one in front.
    const inside = { take, rcu_read_lock, spin_unlock: spin_unlock(lock), rcu_read_unlock };
    expect(await found({ take, spin_unlock: spin_unlock(lock) })).toContain(
      freed(1, 'safe[0]', 'cpu0', 'safe[0].lock')[0],
    );
    expect((await found(reader)).filter((text) => text.includes('held-lock-freed'))).toEqual([]);
    expect(await found(inside)).toContain(freed(1, 'safe[0]', 'cpu0', 'safe[0].lock')[0]);
  });
});

describe('a step that frees a held lock', () => {
  const take = spin_lock((s: Mm) => s.o[0]!.lock);

  it('and breaks a step property, and leaves with the lock held, fails all three', async () => {
    const { scenario } = programOf(mm, threadsOf(mm, {}, { take, free }), {
      initial: (s) => allocate(s.o[0]!),
      properties: [
        everyStep('an object stays', (before, after) => before.o[0]!.slab.inuse === after.o[0]!.slab.inuse),
      ],
    });
    const space = await expectAgreement(scenario, 'only', { sought: 'none' });
    const checks = space!.findings.map(({ failure }) => failure.check);
    expect(checks.sort()).toEqual(['everyStep', 'held-at-exit', 'held-lock-freed']);
  });

  it('is found where the object is allocated again behind it', async () => {
    const again = kmem_cache_alloc('o', () => {});
    expect(await failuresOf([{ take, free, again, last }])).toEqual(freed(1, 'o[0]', 'cpu0', 'o[0].lock'));
  });
});

import { describe, expect, it } from 'vitest';
import {
  count,
  deref,
  goto,
  machine,
  type Ptr,
  pointer,
  record,
  table,
  tasks,
  thread,
  unless,
  when,
} from '../../../model/language/index.ts';
import {
  BUG_ON,
  copy_highpage,
  free_frozen_page,
  get_page,
  get_page_unless_zero,
  giveReference,
  holdersIn,
  irqFields,
  kernelChecks,
  load_contents,
  page_ref_freeze,
  page_ref_unfreeze,
  pageContents,
  pageRefFields,
  pageRefs,
  put_page_testzero,
  rcu_read_lock,
  rcu_read_unlock,
  set_page_refcounted,
  spinlock,
  store_contents,
  storedContents,
  takeReference,
  taskFields,
  XA_STATE,
  xas_load,
  xas_lock,
  xas_lock_irq,
  xas_reload,
  xas_store,
  xas_unlock,
  xas_unlock_irq,
} from '../../../model/primitives/index.ts';
import { countIsHolders } from '../../../properties/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

/** A page cache of one index, which may have either of two pages. */
const mm = machine(
  {
    page: table(2, { ...pageRefs(3), contents: pageContents(1), index: count(1) }),
    xa_lock: spinlock(),
    slot: record({ page: pointer('page'), stored: storedContents(1) }),
    task: tasks({ ...taskFields(), ...irqFields(), ...pageRefFields() }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My {
  page: Ptr<'page'>;
  newpage: Ptr<'page'>;
}
const locals = { page: pointer('page'), newpage: pointer('page') };
const page = (_s: Mm, my: My) => my.page;
const newpage = (_s: Mm, my: My) => my.newpage;
const xas = XA_STATE(
  (s: Mm) => s.xa_lock,
  (s: Mm) => s.slot,
);
const started = (...listings: object[]) => threadsOf(mm, locals, ...listings);
const initial = (s: Mm) => {
  s.slot.page = 0 as Ptr<'page'>;
  s.page[0]!.count = 1;
};
const isHeld = countIsHolders<Mm>((s, i) => holdersIn(s.task, i) + (s.slot.page === i ? 1 : 0));
const found = (...listings: object[]) =>
  nearest(programOf(mm, started(...listings), { initial, properties: [isHeld] }));

const put = put_page_testzero(page);
/** find_get_entry() of mm/filemap.c. */
const find = {
  rcu_read_lock,
  repeat: unless(xas_load(xas, 'page'), 'out'),
  get: unless(get_page_unless_zero(page), 'repeat'),
  reload: when(xas_reload(xas, 'page'), 'out'),
  put: goto('repeat', put),
  out: rcu_read_unlock,
};
/** A write() to the file: what it finds is the page of its index, and what it stores a read() must find. */
const write = {
  ...find,
  none: unless((_s: Mm, my: My) => my.page !== null, 'return'),
  'BUG_ON(index)': (s: Mm, my: My) => BUG_ON(deref(s.page, my.page).index !== 0, 'page->index != index'),
  store: (s: Mm, my: My) => store_contents(deref(s.page, my.page), s.slot, 1),
  release: put,
};
const read = {
  xas_lock_irq: xas_lock_irq(xas),
  load: unless(xas_load(xas, 'page'), 'xas_unlock_irq'),
  read: (s: Mm, my: My) => load_contents(deref(s.page, my.page), s.slot),
  xas_unlock_irq: xas_unlock_irq(xas),
};
const takeSlot = takeReference((s: Mm) => s.slot.page);
const giveNew = giveReference(newpage);
/** migrate_page_move_mapping() and migrate_page_copy(): the slot's reference goes over to the new page. */
const replaceSlot = (s: Mm, my: never) => {
  takeSlot(s, my);
  giveNew(s, my);
  xas_store(xas, ({ newpage }: My) => newpage)(s as never, my);
};
const migrate = {
  alloc: (_s: Mm, my: My) => {
    my.newpage = 1 as Ptr<'page'>;
  },
  refcounted: set_page_refcounted(newpage),
  xas_lock_irq: xas_lock_irq(xas),
  load: unless(xas_load(xas, 'page'), 'fail'),
  freeze: unless(page_ref_freeze(page, 1), 'fail'),
  copy: (s: Mm, my: My) => copy_highpage(deref(s.page, my.newpage), deref(s.page, my.page)),
  replace: replaceSlot,
  unfreeze: page_ref_unfreeze(page, 1),
  xas_unlock_irq: xas_unlock_irq(xas),
  put: goto('return', put),
  fail: xas_unlock_irq(xas),
  free: put_page_testzero(newpage),
};

describe('a lookup that takes no lock', () => {
  it('finds the page of its index, whoever replaces it', async () => {
    expect(await found(write, migrate, read)).toBeUndefined();
  });

  it('works on a page that has been replaced, if the references were counted and not frozen', async () => {
    const isOne = (s: Mm, my: My) => deref(s.page, my.page).count === 1;
    const counted = { ...migrate, freeze: unless(isOne, 'fail'), unfreeze: () => {} };
    expect(await found(write, counted, read)).toMatchObject({ check: 'page-contents' });
  });

  /** The slot has been emptied, the page freed and allocated again for another index. */
  const reuse = {
    load: (s: Mm, my: My) => {
      my.page = s.slot.page;
    },
    xas_lock_irq: xas_lock_irq(xas),
    delete: (s: Mm, my: never) => {
      takeSlot(s, my);
      xas_store(xas, null)(s as never, my);
    },
    xas_unlock_irq: xas_unlock_irq(xas),
    put: unless(put, 'return'),
    alloc: set_page_refcounted(page),
    index: (s: Mm, my: My) => {
      deref(s.page, my.page).index = 1;
    },
    free: put,
  };

  it('finds a page of another index, if it does not look again', async () => {
    expect(await found(write, reuse)).toBeUndefined();
    const trusts = { ...write, reload: () => {}, put: goto('out') };
    // rcu_read_lock, load; 7 of the other, all but the last; get, reload, goto, out, none, BUG_ON.
    expect(await found(trusts, reuse)).toMatchObject({
      check: 'BUG_ON',
      message: 'BUG_ON(page->index != index)',
      steps: 15,
    });
  });

  it('takes a reference to a page that is free, if it does not ask whether it has one', async () => {
    expect(await found({ ...write, get: get_page(page) }, reuse)).toMatchObject({
      check: 'BUG_ON',
      message: 'VM_BUG_ON(page_count(page) <= 0)',
    });
  });

  it('is kept from a page that reclaim frees, which freezes it', async () => {
    const reclaim = {
      xas_lock_irq: xas_lock_irq(xas),
      load: unless(xas_load(xas, 'page'), 'out'),
      freeze: unless(page_ref_freeze(page, 1), 'out'),
      xas_store: xas_store(xas, null),
      xas_unlock_irq: xas_unlock_irq(xas),
      free: goto('return', free_frozen_page(page)),
      out: xas_unlock_irq(xas),
    };
    expect(await found(write, reclaim)).toBeUndefined();
  });
});

describe('lockdep', () => {
  it('reports a load without a read section and without the lock', async () => {
    const { rcu_read_lock: _, ...open } = find;
    expect(await found({ ...open, out: () => {} })).toMatchObject({
      check: 'lockdep',
      message: 'suspicious rcu_dereference_check() usage!',
      steps: 1,
    });
  });

  it('reports a store without the lock', async () => {
    expect(await found({ rcu_read_lock, store: xas_store(xas, null), rcu_read_unlock })).toMatchObject({
      check: 'lockdep',
      message: 'suspicious rcu_dereference_protected() usage!',
      steps: 2,
    });
  });

  it('reports the lock where it is taken with interrupts on, and in an interrupt', async () => {
    const end_writeback = mm.fn(
      'end_page_writeback',
      'mm/page-writeback.c',
      {},
      {},
      {
        irq: () => {},
        xas_lock: xas_lock(xas),
        xas_unlock: xas_unlock(xas),
      },
    );
    const deletes = (lock: object) => mm.fn('delete', 'mm/filemap.c', {}, {}, lock as never);
    const run = (lock: object) =>
      nearest(
        programOf(mm, {
          delete: thread(deletes(lock), {}, { cpu: 0 }),
          irq: thread(end_writeback, {}, { cpu: 0, context: 'interrupt' }),
        }),
      );
    expect(await run({ a: xas_lock_irq(xas), b: xas_unlock_irq(xas) })).toBeUndefined();
    expect(await run({ a: xas_lock(xas), b: xas_unlock(xas) })).toMatchObject({
      check: 'inconsistent-lock-state',
    });
  });
});

describe('one access', () => {
  it('is what each makes', async () => {
    const stores = { lock: xas_lock(xas), store: xas_store(xas, null), unlock: xas_unlock(xas) };
    const counts = await contendedOn(mm, { locals, initial }, { ...find, last: () => {} }, stores);
    expect(counts).toMatchObject({ repeat: 1, reload: 1, store: 1 });
  });
});

describe('both engines and the oracle', () => {
  it('agree on a slot', async () => {
    const again = { ...find, none: unless((_s: Mm, my: My) => my.page !== null, 'return'), release: put };
    await agreeOn(mm, started({ fill: initial, ...migrate }, again));
  });
});

import { describe, expect, it } from 'vitest';
import {
  goto,
  machine,
  type Ptr,
  pointer,
  record,
  table,
  tasks,
  unless,
} from '../../../model/language/index.ts';
import {
  get_page,
  get_page_unless_zero,
  giveReference,
  heldPages,
  holdersIn,
  kernelChecks,
  pageRefFields,
  pageRefs,
  put_page_testzero,
  set_page_refcounted,
  takeReference,
  taskFields,
} from '../../../model/primitives/index.ts';
import { countIsHolders } from '../../../properties/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine(
  {
    page: table(2, pageRefs(3)),
    /** A slot of the page cache, which holds a reference by being set. */
    slot: record({ page: pointer('page') }),
    /** Another holder, which says so. */
    pagevec: record({ pages: heldPages() }),
    task: tasks({ ...taskFields(), ...pageRefFields(), isolated: record(pageRefFields()) }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My {
  page: Ptr<'page'>;
  readonly current: number;
}
const page = (_s: Mm, my: My) => my.page;
const slotPage = (s: Mm) => s.slot.page;
const locals = { page: pointer('page') };
const started = (...listings: object[]) => threadsOf(mm, locals, ...listings);
const inSlot = (s: Mm) => {
  s.slot.page = 0 as Ptr<'page'>;
  s.page[0]!.count = 1;
};
const isHeld = countIsHolders<Mm>((s, i) => {
  const isolated = s.task.map((task) => task.isolated);
  return (
    holdersIn(s.task, i) + holdersIn(isolated, i) + holdersIn([s.pagevec], i) + (s.slot.page === i ? 1 : 0)
  );
});
const found = (...listings: object[]) =>
  nearest(programOf(mm, started(...listings), { initial: inSlot, properties: [isHeld] }));

const load = unless((s: Mm, my: My) => {
  my.page = s.slot.page;
  return my.page !== null;
}, 'return');
const use = (s: Mm, my: My) => void s.page[my.page!]!.generation;
const put = put_page_testzero(page);
/** find_get_page() and its put_page(). */
const lookup = {
  load,
  get: unless(get_page_unless_zero(page), 'return'),
  reload: unless((s: Mm, my: My) => s.slot.page === my.page, 'put'),
  use,
  put,
};
const takeSlot = takeReference(slotPage);
/** remove_from_page_cache() and its put_page(). */
const remove = {
  delete: (s: Mm, my: My & { current: never; context: never }) => {
    takeSlot(s, my);
    my.page = s.slot.page;
    s.slot.page = null;
  },
  put,
};

describe('references to a page', () => {
  it('are all held, by a lookup and by who removes the page', async () => {
    expect(await found(lookup, remove)).toBeUndefined();
  });

  it('are lost with the thread that holds one at its end', async () => {
    expect(await found({ ...lookup, put: () => {} }, remove)).toMatchObject({
      check: 'held-at-exit',
      message: 'the thread returns with pages at {0}',
      steps: 5,
    });
  });

  it('are taken from a page that has one', async () => {
    // Loaded; deleted, put; got.
    expect(await found({ ...lookup, get: get_page(page) }, remove)).toMatchObject({
      check: 'BUG_ON',
      message: 'VM_BUG_ON(page_count(page) <= 0)',
      steps: 4,
      at: 'cpu0 get',
    });
  });

  it('are given up by who holds them', async () => {
    // Loaded and not got, as the page is free: the put of nothing, with another's reference there or none.
    const unasked = { ...lookup, get: get_page_unless_zero(page) };
    expect(await found({ load, put: put_page_testzero(page) }, remove)).toMatchObject({
      check: 'page-ref',
      message: 'task[0] has no reference to page[0]',
      steps: 2,
    });
    expect(await found({ ...lookup, again: put }, remove)).toMatchObject({ check: 'page-ref', steps: 6 });
    expect(await found(unasked, remove)).toMatchObject({ check: 'BUG_ON' });
    const keeps = {
      delete: (s: Mm, my: My) => {
        my.page = s.slot.page;
        s.slot.page = null;
      },
      put,
    };
    // The slot has one no longer, and nobody else has it.
    expect(await found(keeps)).toMatchObject({ check: 'always', steps: 1 });
  });

  it('are known by kind: one of each to one page for one task', async () => {
    const own = (s: Mm, my: My) => s.task[my.current]!.isolated;
    const both = {
      load,
      get: get_page(page),
      isolate: get_page(page, own),
      putback: put_page_testzero(page, own),
    };
    expect(await found({ ...both, put })).toBeUndefined();
    expect(await found({ load, get: get_page(page), twice: get_page(page) })).toMatchObject({
      check: 'page-ref',
      message: 'task[0] has a reference to page[0] already',
    });
    expect(await found({ ...both, twice: put_page_testzero(page, own) })).toMatchObject({
      message: 'the holder has no reference to page[0]',
    });
  });

  it('are handed on, to a row that holds them or to one that is a reference', async () => {
    const pagevec = (s: Mm) => s.pagevec;
    const [give, take] = [giveReference(page), takeReference(page, pagevec)];
    const [drain, keep] = [giveReference(page, pagevec), takeReference(page)];
    const add = {
      load,
      get: get_page(page),
      pagevec_add: (s: Mm, my: never) => {
        give(s, my);
        take(s, my);
      },
      drain: (s: Mm, my: never) => {
        drain(s, my);
        keep(s, my);
      },
      put,
    };
    expect(await found(add)).toBeUndefined();
    expect(await found({ ...add, drain: keep })).toMatchObject({ check: 'always' });
  });

  it('begin with the allocation of a page that has none', async () => {
    const alloc = (row: number) => ({
      rmqueue: (_s: Mm, my: My) => {
        my.page = row as Ptr<'page'>;
      },
      alloc: set_page_refcounted(page),
    });
    expect(await found({ ...alloc(1), put })).toBeUndefined();
    expect(await found({ ...alloc(0), put })).toMatchObject({
      check: 'BUG_ON',
      message: 'VM_BUG_ON(page_ref_count(page))',
      steps: 2,
    });
  });
});

describe('one access', () => {
  it('is what each makes', async () => {
    const listing = { load, get: unless(get_page_unless_zero(page), 'load'), more: giveReference(page) };
    const puts = { load, take: takeReference(page), put };
    const counts = await contendedOn(mm, { locals, initial: inSlot }, listing, puts);
    expect(counts).toMatchObject({ get: 1, more: 0, take: 0, put: 1 });
  });
});

describe('what has no references', () => {
  it('is refused', async () => {
    const bare = machine({ page: table(1, {}), task: tasks(taskFields()) });
    const first = () => 0 as Ptr<'page'>;
    const of = (machine: typeof bare, line: object) =>
      explore(programOf(machine, threadsOf(machine, {}, { line })));
    await expect(of(bare, get_page(first))).rejects.toThrow(
      'what it works on is an object, and no row with pageRefs(); allowed: a field of the machine that is one',
    );
    const noHolder = machine({ page: table(1, pageRefs(1)), task: tasks(taskFields()) });
    await expect(of(noHolder as never, set_page_refcounted(first))).rejects.toThrow(
      "the machine's table 'task' has no field 'pages'; allowed: task: tasks({ ...taskFields(), ...pageRefFields() })",
    );
    await expect(of(machine({ task: tasks({}) }) as never, get_page(first))).rejects.toThrow(
      "the machine's 'page' is undefined; allowed: a table of pageRefs()",
    );
  });
});

describe('both engines and the oracle', () => {
  it('agree on references', async () => {
    const fill = {
      alloc: unless((s: Mm, my: My) => {
        my.page = s.page[1]!.count === 0 ? (1 as Ptr<'page'>) : null;
        return my.page !== null;
      }, 'return'),
      refcounted: set_page_refcounted(page),
      fill: (s: Mm, my: never) => {
        giveReference(page)(s, my);
        s.slot.page = (my as My).page;
      },
      again: goto('alloc'),
    };
    await agreeOn(mm, started(fill, lookup));
  });
});

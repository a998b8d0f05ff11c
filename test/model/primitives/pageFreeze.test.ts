import { describe, expect, it } from 'vitest';
import {
  always,
  machine,
  type Ptr,
  pointer,
  record,
  table,
  tasks,
  unless,
} from '../../../model/language/index.ts';
import {
  free_frozen_page,
  get_page_unless_zero,
  giveReference,
  holdersIn,
  kernelChecks,
  page_ref_freeze,
  page_ref_unfreeze,
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

const mm = machine(
  {
    page: table(1, pageRefs(3)),
    slot: record({ page: pointer('page') }),
    task: tasks({ ...taskFields(), ...pageRefFields() }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My {
  page: Ptr<'page'>;
}
const page = (_s: Mm, my: My) => my.page;
const locals = { page: pointer('page') };
const started = (...listings: object[]) => threadsOf(mm, locals, ...listings);

const isHeld = countIsHolders<Mm>((s, i) => holdersIn(s.task, i) + (s.slot.page === i ? 1 : 0));
const initial = (s: Mm) => {
  s.slot.page = 0 as Ptr<'page'>;
  s.page[0]!.count = 1;
};
const found = (...listings: object[]) =>
  nearest(programOf(mm, started(...listings), { initial, properties: [isHeld] }));

const load = unless((s: Mm, my: My) => {
  my.page = s.slot.page;
  return my.page !== null;
}, 'return');
const get = unless(get_page_unless_zero(page), 'return');
const reload = unless((s: Mm, my: My) => s.slot.page === my.page, 'put');
const put = put_page_testzero(page);
const lookup = { load, get, reload, use: () => {}, put };

const clear = (s: Mm) => {
  s.slot.page = null;
};
const takeSlot = takeReference((s: Mm) => s.slot.page);
const deletes = (s: Mm, my: never) => {
  give(s, my);
  takeSlot(s, my);
  clear(s);
};
const give = giveReference(page);
/** __remove_mapping(): the slot's reference and the caller's, and nobody else's; then both end. */
const reclaim = {
  load,
  get,
  freeze: unless(page_ref_freeze(page, 2), 'put'),
  delete: deletes,
  given: give,
  free: free_frozen_page(page),
  done: unless(() => false, 'return'),
  put,
};

describe('a page that is frozen', () => {
  it('is found by nobody until it is free', async () => {
    expect(await found(lookup, reclaim)).toBeUndefined();
  });

  it('is one that nobody else has', async () => {
    // Two have loaded and got: three references, and not two. The one that is frozen in spite of it is not.
    const anyhow = { ...reclaim, freeze: page_ref_freeze(page, 2) };
    expect(await found(lookup, anyhow)).toMatchObject({ check: 'always', steps: 6 });
    expect(await found({ load, get, free: free_frozen_page(page) })).toMatchObject({
      check: 'BUG_ON',
      message: 'BUG_ON(page_ref_count(page) is not frozen)',
      steps: 3,
    });
    // The test and the store are one cmpxchg.
    const tests = { ...reclaim, freeze: unless((s: Mm) => s.page[0]!.count === 2, 'put') };
    expect(await found(lookup, tests)).toMatchObject({ check: 'always' });
  });

  it('is shown again with the count that it has', async () => {
    const shows = (n: number) => ({
      load,
      get,
      freeze: unless(page_ref_freeze(page, 2), 'put'),
      unfreeze: page_ref_unfreeze(page, n),
      put,
    });
    expect(await found(lookup, shows(2))).toBeUndefined();
    expect(await found(lookup, shows(1))).toMatchObject({ check: 'always', steps: 4 });
    expect(await found(shows(0))).toMatchObject({ message: 'VM_BUG_ON(count == 0)', steps: 4 });
    const twice = { ...shows(2), put: page_ref_unfreeze(page, 2) };
    expect(await found(twice)).toMatchObject({ message: 'VM_BUG_ON(page_count(page) != 0)', steps: 5 });
  });

  it('is another one, when it has been freed', async () => {
    const again = { ...reclaim, done: set_page_refcounted(page), put };
    const known = always<Mm>('it is the first', (s) => s.page[0]!.count === 0 || s.page[0]!.generation === 0);
    const program = programOf(mm, started(again), { initial, properties: [known] });
    expect(await nearest(program)).toMatchObject({ check: 'always', steps: 7 });
  });
});

describe('one access', () => {
  it('is what each makes', async () => {
    const listing = {
      load: (_s: Mm, my: My) => {
        my.page = 0 as Ptr<'page'>;
      },
      freeze: unless(page_ref_freeze(page, 1), 'load'),
      unfreeze: page_ref_unfreeze(page, 1),
    };
    const looks = { look: (s: Mm) => void s.page[0]!.count };
    expect(await contendedOn(mm, { locals, initial }, listing, looks)).toMatchObject({
      freeze: 1,
      unfreeze: 1,
    });
  });
});

describe('both engines and the oracle', () => {
  it('agree on pages that are frozen', async () => {
    await agreeOn(mm, started({ fill: initial, ...lookup }, reclaim));
  });
});

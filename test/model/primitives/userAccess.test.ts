import { describe, expect, it } from 'vitest';
import {
  bool,
  machine,
  type Ptr,
  pointer,
  table,
  tasks,
  thread,
  unless,
  word,
} from '../../../model/language/index.ts';
import {
  copy_highpage,
  kernelChecks,
  load_contents,
  local_flush_tlb,
  pageContents,
  pageRefFields,
  pageRefs,
  put_page_testzero,
  set_page_refcounted,
  store_contents,
  storedContents,
  takeReference,
  taskFields,
  tlbEntry,
  userLoad,
  userStore,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

/** One address of one mm, two pages, and the TLBs of two CPUs; the user runs on CPU 1. */
const mm = machine(
  {
    page: table(2, { ...pageRefs(2), contents: pageContents(1) }),
    pte: word({ page: pointer('page'), write: bool(), dirty: bool() }),
    address: table(1, { stored: storedContents(1) }),
    tlb: table(2, { entry: tlbEntry() }),
    task: tasks({ ...taskFields(), ...pageRefFields() }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My {
  page: Ptr<'page'>;
  readonly cpu: number;
}
const initial = (s: Mm) => {
  Object.assign(s.pte, { page: 0, write: true });
  s.page[0]!.count = 1;
};
const tlb = (s: Mm, my: My) => s.tlb[my.cpu]!.entry;
const walk = (s: Mm, _my: My, write: boolean) => {
  const { page, write: writable } = s.pte;
  if (page === null) return null;
  if (write && writable) s.pte.dirty = true;
  return { page, write: writable && (write || s.pte.dirty) };
};
const how = { tlb, walk, fault: 'return' as const };
const load = userLoad('load', {
  ...how,
  access: (s: Mm, _my: My, page) => load_contents(s.page[page]!, s.address[0]!),
});
const store = userStore('store', {
  ...how,
  access: (s: Mm, _my: My, page) => store_contents(s.page[page]!, s.address[0]!, 1),
});
const locals = { page: pointer('page') };
/** The kernel on CPU 0, the user on CPU 1. */
const program = (kernel: object, user: object) =>
  programOf(mm, threadsOf(mm, locals, kernel, user), { initial });
const found = (kernel: object, user: object) => nearest(program(kernel, user));
const nothing = { nothing: () => {} };

describe('an access of a user', () => {
  it('goes by the TLB, which the first one fills', () => {
    const entry = (walk: Walk) => (walk.state.shared.tlb as Mm['tlb'])[1]!.entry;
    const walked = new Walk(program(nothing, { ...load, ...store })).step('cpu1');
    expect(entry(walked)).toEqual({ page: 0, write: false, generation: 0, walking: false });
    walked.step('cpu1');
    expect(walked.at('cpu1')).toBe('store');
    walked.step('cpu1');
    expect([entry(walked), walked.state.shared.pte]).toEqual([
      { page: 0, write: true, generation: 0, walking: false },
      { page: 0, write: true, dirty: true },
    ]);
    walked.step('cpu1');
    expect((walked.state.shared.page as Mm['page'])[0]!.contents).toBe(1);
  });

  it('faults where the page table says nothing, or less than it wants', () => {
    const clear = (s: Mm) => {
      Object.assign(s.pte, { page: null, write: false });
    };
    const protect = (s: Mm) => {
      s.pte.write = false;
    };
    const ends = (line: object, user: object) =>
      new Walk(program({ line }, user)).step('cpu0', 'cpu1').at('cpu1');
    expect([ends(clear, load), ends(clear, store)]).toEqual(['end', 'end']);
    expect([ends(protect, load), ends(protect, store)]).toEqual(['load: access', 'end']);
  });

  it('begins anew where it is flushed meanwhile', () => {
    const flush = local_flush_tlb((s: Mm) => s.tlb.map(({ entry }) => entry));
    const walked = new Walk(program({ flush }, store)).step('cpu1', 'cpu0', 'cpu1');
    expect(walked.at('cpu1')).toBe('store');
  });

  it('is one access of the pte, and one of the page', async () => {
    const counts = await contendedOn(
      mm,
      { locals, initial },
      { ...load, ...store },
      {
        set_pte: (s: Mm) => {
          Object.assign(s.pte, { page: 0, write: true, dirty: false });
        },
        copy: (s: Mm) => copy_highpage(s.page[0]!, s.page[1]!),
      },
    );
    expect(counts).toMatchObject({ load: 1, 'load: access': 1, 'store: access': 1 });
  });
});

const page = (_s: Mm, my: My) => my.page;
const takes = takeReference((s: Mm) => s.pte.page);
/** ptep_clear_flush(), and the page goes back to the allocator, which may give it to somebody else. */
const unmap = {
  clear: (s: Mm, my: My & { current: never; context: never }) => {
    takes(s, my);
    my.page = s.pte.page;
    Object.assign(s.pte, { page: null, write: false });
  },
  flush: local_flush_tlb((s: Mm) => s.tlb.map(({ entry }) => entry)),
  put: unless(put_page_testzero(page), 'return'),
  alloc: set_page_refcounted(page),
  put_again: put_page_testzero(page),
};

describe('a translation that is stale', () => {
  it('is of a page that stays until it has been flushed', async () => {
    expect(await found(unmap, { ...load, ...store })).toBeUndefined();
  });

  it('leads to a page that is free, without the flush', async () => {
    const { flush: _, ...unflushed } = unmap;
    // Filled; cleared, put; stored.
    expect(await found(unflushed, store)).toMatchObject({
      check: 'stale-tlb',
      message: 'a user store goes by the TLB to page[0], which is free',
      steps: 4,
      at: 'cpu1 store: access',
    });
    const late = { clear: unmap.clear, put: put_page_testzero(page), flush: unmap.flush };
    expect(await found(late, load)).toMatchObject({
      message: 'a user load goes by the TLB to page[0], which is free',
      steps: 4,
    });
  });

  it("leads to a page that is somebody else's, when it has been allocated again", async () => {
    const { clear, put, alloc, put_again } = unmap;
    const walked = new Walk(program({ clear, put, alloc, put_again }, store));
    walked.step('cpu1', 'cpu0', 'cpu0', 'cpu0');
    expect(() => walked.step('cpu1')).toThrow("which is somebody else's by now");
  });

  it('is one of this CPU alone, for a flush of it alone', async () => {
    const local = { ...unmap, flush: local_flush_tlb(tlb) };
    expect(await found(local, store)).toMatchObject({ check: 'stale-tlb', steps: 5 });
  });

  it('lets a store go to a page that has been copied', async () => {
    const set = (s: Mm) => {
      Object.assign(s.pte, { page: 1, write: true });
    };
    const migrate = {
      alloc: (s: Mm) => {
        s.page[1]!.count = 1;
      },
      clear: (s: Mm) => {
        Object.assign(s.pte, { page: null, write: false });
      },
      flush: unmap.flush,
      copy: (s: Mm) => copy_highpage(s.page[1]!, s.page[0]!),
      set,
    };
    const user = { ...store, ...load };
    expect(await found(migrate, user)).toBeUndefined();
    const { flush, copy } = migrate;
    // Filled; all of the five; stored where the flush came after, loaded where the new page is.
    expect(await found({ ...migrate, flush: copy, copy: flush }, user)).toMatchObject({
      check: 'page-contents',
    });
  });
});

describe('what is no entry', () => {
  it('is refused', async () => {
    const line = userLoad('load', { ...how, tlb: ((s: Mm) => s.pte) as never });
    await expect(explore(program(nothing, line))).rejects.toThrow(
      'what it works on is an object, and no tlbEntry(); allowed: a field of the machine that is one',
    );
  });
});

describe('both engines and the oracle', () => {
  it('agree on TLBs', async () => {
    const fn = (name: string, listing: object) => mm.fn(name, 'an example', {}, locals, listing as never);
    await agreeOn(mm, {
      kernel: thread(fn('kernel', { initial, ...unmap }), {}),
      user: thread(fn('user', { ...load, ...store }), {}),
    });
  });
});

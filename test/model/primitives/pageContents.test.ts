import { describe, expect, it } from 'vitest';
import { deref, machine, type Ptr, pointer, table, unless } from '../../../model/language/index.ts';
import {
  clear_highpage,
  copy_highpage,
  kernelChecks,
  load_contents,
  pageContents,
  store_contents,
  storedContents,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

/** Two addresses of two mms, and two pages; an address is mapped, or not meanwhile. */
const mm = machine(
  {
    page: table(2, { contents: pageContents(2) }),
    address: table(2, { page: pointer('page'), stored: storedContents(2) }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
const initial = (s: Mm) => {
  s.address[0]!.page = 0 as Ptr<'page'>;
};
const found = (...listings: object[]) => nearest(programOf(mm, threadsOf(mm, {}, ...listings), { initial }));

const mapped = (s: Mm, i: number) => deref(s.page, s.address[i]!.page);
/** A fault waits in its place; here the user gives up. */
const store = (value: number) =>
  unless((s: Mm) => {
    if (s.address[0]!.page === null) return false;
    store_contents(mapped(s, 0), s.address[0]!, value);
    return true;
  }, 'return');
const load = (i: number) =>
  unless((s: Mm) => {
    if (s.address[i]!.page === null) return false;
    load_contents(mapped(s, i), s.address[i]!);
    return true;
  }, 'return');
const user = { store: store(1), load: load(0) };

const unmap = (s: Mm) => {
  s.address[0]!.page = null;
};
const copy = (s: Mm) => copy_highpage(s.page[1]!, s.page[0]!);
const map = (s: Mm) => {
  s.address[0]!.page = 1 as Ptr<'page'>;
};

describe('what is stored at an address', () => {
  it('is in the page that a migration has copied, if nobody could store meanwhile', async () => {
    expect(await found(user, { unmap, copy, map })).toBeUndefined();
  });

  it('is lost with a store behind the copy', async () => {
    // Copied, stored, mapped, loaded.
    expect(await found(user, { copy, map })).toMatchObject({
      check: 'page-contents',
      message: '0 is loaded from where 1 was stored last',
      steps: 4,
    });
    expect(await found(user, { unmap, map, copy: () => {} })).toMatchObject({
      check: 'page-contents',
      steps: 4,
    });
  });

  it('leaks through a page that two mms share, if the store does not break the sharing', async () => {
    /** fork(): the child finds what the parent has stored. */
    const fork = (s: Mm) => {
      s.address[1]!.page = s.address[0]!.page;
      s.address[1]!.stored = s.address[0]!.stored;
    };
    const forks = { before: store(2), fork, store: store(1) };
    // Forked, stored, loaded; the first store is the parent's own.
    expect(await found(forks, { child: load(1) })).toMatchObject({
      check: 'page-contents',
      message: '1 is loaded from where 2 was stored last',
      steps: 4,
    });
    expect(
      await found({ before: store(2), fork, copy, map, store: store(1) }, { child: load(1) }),
    ).toBeUndefined();
  });

  it('leaks with a page that is given to somebody else', async () => {
    const give = (s: Mm) => {
      s.address[0]!.page = null;
      s.address[1]!.page = 0 as Ptr<'page'>;
    };
    expect(await found({ store: store(1), give, load: load(1) })).toMatchObject({ steps: 3 });
    const clear = (s: Mm) => clear_highpage(s.page[0]!);
    expect(await found({ store: store(1), clear, give, load: load(1) })).toBeUndefined();
  });
});

describe('one access', () => {
  it('is what a load and a store make, and two a copy to a page that others see', async () => {
    const listing = {
      store: (s: Mm) => store_contents(s.page[0]!, s.address[0]!, 0),
      load: (s: Mm) => load_contents(s.page[0]!, s.address[0]!),
      copy,
      back: (s: Mm) => copy_highpage(s.page[0]!, s.page[1]!),
    };
    expect(await contendedOn(mm, {}, listing)).toEqual({ store: 1, load: 1, copy: 2, back: 2 });
  });
});

describe('both engines and the oracle', () => {
  it('agree on contents', async () => {
    const zero = (s: Mm) => store_contents(s.page[1]!, s.address[1]!, 0);
    await agreeOn(mm, threadsOf(mm, {}, { initial, ...user }, { unmap, copy, map, zero }));
  });
});

import { describe, expect, inject, it } from 'vitest';
import { type AnyPatch, type Scenario, thread } from '../../../model/language/index.ts';
import { compact_zone } from '../../../model/migration/movablePage.ts';
import { poolOf, zspageLayout } from '../../../model/zsmalloc/pool.ts';
import { isolatesItsOwn, lockedAsAWhole } from '../../../properties/zsmalloc/chain.ts';
import { isolatedCounted, objectsCounted } from '../../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves, mappedStays, pinOwned } from '../../../properties/zsmalloc/data.ts';
import { notFreedWhileCounted, notFreedWithPageIsolated } from '../../../properties/zsmalloc/isolation.ts';
import {
  noFreedOnList,
  offListIsTaken,
  oneOwner,
  onItsList,
  partlyUsedIsListed,
} from '../../../properties/zsmalloc/lists.ts';
import { allGivenBack, noEmptyZspage } from '../../../properties/zsmalloc/progress.ts';
import { referencesHeld } from '../../../properties/zsmalloc/references.ts';
import compactionIsolation from '../../../scenarios/zsmalloc/compaction-isolation.ts';
import emptyForever from '../../../scenarios/zsmalloc/empty-forever.ts';
import hugeClass from '../../../scenarios/zsmalloc/huge-class.ts';
import isolatedZspageCompaction from '../../../scenarios/zsmalloc/isolated-zspage-compaction.ts';
import { compactionWithoutUser } from '../../machines/compactionWithoutUser.ts';
import { violationOf, type Which } from './bite.ts';
import { mappedObject } from './mappedObject.ts';
import {
  free_isolated,
  free_unlisted,
  no_inuse_check,
  no_list_check,
  no_read_lock,
  putback_frees,
  putback_frees_atomic,
} from './mutations.ts';
import { oneIsolation } from './oneIsolation.ts';

const all = [
  noFreedOnList,
  onItsList,
  offListIsTaken,
  partlyUsedIsListed,
  oneOwner,
  handleResolves,
  dataKept,
  pinOwned,
  mappedStays,
  isolatesItsOwn,
  lockedAsAWhole,
  isolatedCounted,
  objectsCounted,
  referencesHeld,
  noEmptyZspage,
  allGivenBack,
];
const search = (of: Scenario, ...mistakes: AnyPatch[]) => violationOf(of, ['4.8', ...mistakes], all);

/** empty-forever with a zspage of two pages, both of which are isolated and, without a page to migrate to, given back. */
const bothPages = {
  ...emptyForever,
  sizes: { pages: 2, zspages: 1, handles: 1 },
  threads: {
    ...emptyForever.threads,
    migrate: thread(compact_zone, { page: 0 }),
    second: thread(compact_zone, { page: 1 }),
  },
  initial: { start: poolOf({ objs_per_zspage: 2, pages_per_zspage: 2, zspages: [[0]] }, zspageLayout) },
};

/** Compaction beside isolation, and, for long, as large as it is shipped. */
const compactions: readonly Scenario[] = [
  hugeClass,
  oneIsolation,
  compactionWithoutUser,
  ...(inject('long') ? [compactionIsolation, isolatedZspageCompaction] : []),
];

describe('what zs_page_isolate() of 4.8 asks', () => {
  it.each(compactions.map((of) => ({ of, name: of.name })))(
    'whether zs_compact has the zspage is not needed, as zs_compact has class->lock: $name',
    async ({ of }) => {
      expect(await search(of, no_list_check)).toBeNull();
    },
  );

  it('whether the zspage is empty is needed: the worker has it on a list of its own', async () => {
    expect(await search(emptyForever, no_inuse_check)).toMatchObject({
      at: 'zs_page_isolate.remove_zspage',
      message: 'VM_BUG_ON(!*head)',
    });
  });
});

describe('zspage->lock of 4.8', () => {
  it('is not needed for an object within a page, which its pin holds still', async () => {
    expect(await search(mappedObject, no_read_lock)).toBeNull();
  });
});

describe('a zs_free() of 4.8 that ignores zspage->isolated', () => {
  it('is caught by an assert: the zspage is on no list', async () => {
    expect(await search(emptyForever, free_isolated)).toMatchObject({
      at: 'free_zspage.VM_BUG_ON',
      message: 'VM_BUG_ON(list_empty(&zspage->list))',
    });
  });

  it.each([
    { meaning: 'a page is', property: notFreedWithPageIsolated },
    { meaning: 'zspage->isolated says it is', property: notFreedWhileCounted },
  ])('frees a zspage while $meaning isolated, where no assert keeps it', async ({ property }) => {
    const which: Which = ['4.8', free_isolated, free_unlisted];
    expect(await violationOf(emptyForever, '4.8', [property])).toBeNull();
    expect(await violationOf(emptyForever, which, [property])).toMatchObject({
      by: property.name,
      at: '__free_zspage.reset_page',
    });
  });

  it('does no harm by it: the VM asks again, with the page locked, whether it is movable', async () => {
    const which: Which = ['4.8', free_isolated, free_unlisted];
    expect(await violationOf(bothPages, which, [notFreedWhileCounted])).not.toBeNull();
    expect(await search(bothPages)).toBeNull();
    expect(await search(bothPages, free_isolated, free_unlisted)).toBeNull();
  });
});

describe('a zs_page_putback() of 4.8 that frees the empty zspage itself', () => {
  it('sleeps for the page in atomic context', async () => {
    expect(await search(emptyForever, putback_frees_atomic)).toMatchObject({
      at: 'lock_zspage.lock_page',
      message: expect.stringContaining('sleeping function called from invalid context'),
    });
  });

  it('waits for the page that its caller has locked', async () => {
    expect(await search(emptyForever, putback_frees)).toMatchObject({
      at: 'lock_zspage.lock_page',
      message: 'self-deadlock: the task already holds this page lock',
    });
  });
});

import {
  always,
  atTheEnd,
  everyStep,
  isEmpty,
  type NotAsked,
  never,
  sometimes,
} from '../model/language/index.ts';
import type { Mm } from '../model/rmap/mm.ts';

/** What must hold of anon_vmas, pages and ptes, whatever the design. */
export const freedOnce = never<Mm>('an anon_vma is freed at most once', 'double-free');

/** Until the counts were shared, migration's; from then on the one that it shares with KSM. */
export const neverFreedWhileMigrating = everyStep(
  'an anon_vma is never freed while migrate_refcount > 0',
  (before: Mm, after: Mm) =>
    before.anon_vma.every(
      ({ migrate_refcount, external_refcount, slab }, i) =>
        (migrate_refcount === 0 && external_refcount === 0) || !slab.inuse || after.anon_vma[i]!.slab.inuse,
    ),
);

/** Where `neverFreedWhileMigrating` says nothing: migration counts nowhere, or from 2.6.39 on among all users. */
export const withoutCount: NotAsked = {
  [neverFreedWhileMigrating.name]: 'migration takes no reference to the anon_vma',
};
/** Where `neverFreedWhileMigrating` says nothing: one count for all users, and a row is free where it is 0. */
export const oneCountForAll: NotAsked = {
  [neverFreedWhileMigrating.name]:
    'being in use is a reference as migration is: an anon_vma is free exactly where its refcount is 0',
};

/** ksmd holds the anon_vma from hold_anon_vma() to the count it drops in break_cow(). */
export const neverFreedWhileKsmHolds = everyStep(
  'an anon_vma is never freed while KSM holds it',
  (before: Mm, after: Mm, threads) => {
    const ksmd = threads.find((thread) => thread.fn === 'try_to_merge_two_pages')!;
    const held = ksmd.mayBeAt(holdsCount) ? ksmd.my.anon_vma : null;
    return held === null || !before.anon_vma[held]!.slab.inuse || after.anon_vma[held]!.slab.inuse;
  },
);
const holdsCount = [
  'try_to_merge_with_ksm_page.out',
  'err',
  'break_cow.atomic_dec_and_lock',
  'break_cow.drop_anon_vma.atomic_dec_and_lock',
  'break_cow.put_anon_vma.atomic_dec_and_test',
];

/** The pte and the count change in two steps under the pte lock; a lockless reader may see them differ meanwhile. */
export const mapcountIsPtes = always('mapcount equals the number of present ptes', (s: Mm) =>
  s.page.every(
    (page, i) =>
      s.vma.some((vma) => vma.ptl.owner !== null) ||
      page.mapcount === s.vma.filter((vma) => vma.pte.entry === 'present' && vma.pte.page === i).length,
  ),
);

/** Whoever put migration entries in has taken them out. */
export const noMigrationEntryLeft = atTheEnd('no migration entry is left', (s: Mm) =>
  s.vma.every((vma) => vma.pte.entry !== 'migration'),
);

/** list_empty and no reference, and yet not freed: nobody is left who would. */
export const noAnonVmaLeaked = atTheEnd('no anon_vma is leaked', (s: Mm) =>
  s.anon_vma.every((anon_vma) => !anon_vma.slab.inuse || !isEmpty(anon_vma.head)),
);

/** What every design is asked. */
export const anonVmaProperties = [
  freedOnce,
  neverFreedWhileMigrating,
  mapcountIsPtes,
  noMigrationEntryLeft,
  noAnonVmaLeaked,
];

/** The witnesses of a migration that races with an unmapping: without them a proof would be of something else. */
export const migrationWitnesses = [
  sometimes('migration completes while the mapping survives', (s: Mm) =>
    s.vma.some((vma) => vma.pte.entry === 'present' && vma.pte.page === 1),
  ),
  sometimes('migration gives up because the page is unmapped', (s: Mm, threads) => {
    const migrator = threads.find((thread) => thread.fn === 'unmap_and_move')!;
    return migrator.at('unlock_page') && migrator.my.rc === '-EAGAIN' && s.page[0]!.mapcount === 0;
  }),
];

/** The row that the page's own mapping had is another mm's anon_vma now. */
export const freedRowIsReused = sometimes(
  'the freed row is reused',
  (s: Mm) => s.anon_vma[0]!.slab.generation > 1,
);

import { always, atTheEnd, isEmpty } from '../model/language/index.ts';
import type { BatchMm } from '../model/pagetables/batchMm.ts';
import type { Mm } from '../model/pagetables/index.ts';
import { gatheredIn } from '../model/pagetables/rows.ts';
import { holdersIn } from '../model/primitives/index.ts';
import { countIsHolders } from './countIsHolders.ts';

/** What holds references to pages: ptes, the caches, page tables that are linked, batches, and tasks between two of these. */
const holders = (s: Mm, page: number): number => {
  const tables = s.pgtable.filter(({ slab }) => slab.inuse);
  const ptes = tables.flatMap(({ pte }) => pte.filter((its) => its.page === page));
  const linked = s.mm.filter(({ pmd }) => pmd !== null && s.pgtable[pmd]!.page === page);
  return (
    holdersIn(s.task, page) +
    gatheredIn(s, page) +
    ptes.length +
    linked.length +
    (s.page[page]!.cached ? 1 : 0)
  );
};
/** A page that has been zapped keeps the reference that its pte had until the gather gives it up behind the flush. */
export const zappedPagesKeepReference = countIsHolders<Mm>(holders);

/** The same where reclaim isolates pages. */
export const isolatedPagesKeepReference = countIsHolders<BatchMm>(
  (s, page) => holders(s, page) + holdersIn([s.page_list], page),
);

/** Whatever the CPU still has by then, nobody else may get the page before it has flushed. */
export const noStaleTranslation = always(
  'no CPU has a translation of a page, or a table, that is free',
  (s: Mm) =>
    s.tlb.every(
      ({ pde, entry }) =>
        (pde === null || s.pgtable[pde]!.slab.inuse) &&
        entry.every(({ entry: { page, generation } }) => {
          if (page === null) return true;
          const its = s.page[page]!;
          return its.count > 0 && its.generation === generation;
        }),
    ),
);

/** The same, as far as it is somebody's by now: what the CPU stores next goes to a page of whoever that is. */
export const noForeignTranslation = always(
  "no CPU has a translation of a page that is somebody else's",
  (s: Mm) =>
    s.tlb.every(({ entry }) =>
      entry.every(
        ({ entry: { page, generation } }) =>
          page === null || s.page[page]!.count === 0 || s.page[page]!.generation === generation,
      ),
    ),
);

/** munmap() of all that mm 0 has: no table, and no way to a vma by its pages. */
export const nothingIsLeft = atTheEnd(
  'nothing is left of what is unmapped',
  (s: Mm) =>
    s.mm[0]!.pmd === null && isEmpty(s.mapping.i_mmap) && s.anon_vma.every(({ head }) => isEmpty(head)),
);

import type { Zones } from '../../model/allocator/v2_6_14/zones.ts';
import { pageblock_nr_pages, pageblock_of } from '../../model/allocator/zone.ts';
import { always } from '../../model/language/index.ts';

/** When reclaim has taken back all that it can, kernel pages that have room in one block are in one block. */
export const noHostage = always(
  'kernel pages that have room in one block leave the other one free',
  (s: Zones) => {
    if (s.page.some(({ held, kernel }) => held > 0 && !kernel)) return true;
    const pages = [...s.page.keys()].filter((pfn) => s.page[pfn]!.kernel);
    return (
      pages.length > pageblock_nr_pages(s) ||
      new Set(pages.map((pfn) => pageblock_of(s, pfn))).size < s.pageblock.length
    );
  },
);

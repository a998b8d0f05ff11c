import { atomically } from '../language/index.ts';
import { type HasPage, type PageRow, page_of } from './rows.ts';
import type { Zs } from './zs.ts';

/*
 * The flags of a page that the VM may migrate. Up to v3 their readers need no lock, so that each access is a step.
 * include/linux/page-flags.h, include/linux/migrate.h: patch v3 02/16 of March 2016; bda807d44454 in 4.8
 */

export const PageMovable = (s: Zs, my: HasPage) => page_of(s, my).PG_movable;
export const PageIsolated = (s: Zs, my: HasPage) => page_of(s, my).PG_isolated;

export const SetPageIsolated = (s: Zs, my: HasPage) => {
  page_of(s, my).PG_isolated = true;
};
export const ClearPageIsolated = (s: Zs, my: HasPage) => {
  page_of(s, my).PG_isolated = false;
};

/** __ClearPageMovable(): the page has no mapping any more either. */
export const ClearPageMovable = (s: Zs, my: HasPage) => {
  const page = page_of(s, my);
  page.PG_movable = false;
  page.mapping = null;
};

/*
 * From v4 on: the flag is the low bit of page->mapping, and stays until the page is free; a page whose driver has let
 * go has the bit alone.
 */

/** `page->mapping = mapping | PAGE_MAPPING_MOVABLE;`: one store. */
export const SetPageMovable_mapping = (page: PageRow, mapping: PageRow['mapping']): void =>
  atomically(() => {
    page.PG_movable = true;
    page.mapping = mapping;
  });

/** The flag alone, which is all that PageMovable() was before. @alias */
export const __PageMovable = PageMovable;
export const PageMovable_mapping = (s: Zs, my: HasPage) => {
  const page = page_of(s, my);
  return atomically(() => page.PG_movable && page.mapping !== null);
};

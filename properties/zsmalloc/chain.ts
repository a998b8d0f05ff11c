import { always } from '../../model/language/index.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';
import { isLive } from './lists.ts';

/** The pages of a zspage, from the first one on as long as the links lead to new ones. */
export function pagesOf(s: Zs, row: number): number[] {
  const { squeezed, first_page } = s.zspage[row]!;
  if (squeezed) return [row];
  const pages: number[] = [];
  for (let page: number | null = first_page; page !== null; page = s.page[page]!.next) {
    if (pages.includes(page)) break;
    pages.push(page);
  }
  return pages;
}

/** A live zspage has all its pages, but where it is made, freed, or where its chain is rewritten. */
export function isWhole(s: Zs, row: number): boolean {
  if (!isLive(s, row)) return false;
  if (s.zspage[row]!.squeezed) return true;
  const pages = pagesOf(s, row);
  return (
    pages.length === s.size_class[0]!.pages_per_zspage && pages.every((page) => s.page[page]!.private === row)
  );
}

/** Where lock_zspage() has returned to the worker. */
const afterLockZspage = ['VM_BUG_ON', '__free_zspage.VM_BUG_ON'];

/** A walk that came across a chain half rewritten would have ended early, or gone on with a page of nobody. */
export const lockedAsAWhole = always(
  'the worker has locked all pages of a zspage when it frees it',
  (s: Zs, threads) =>
    threads.every(
      (thread) =>
        thread.fn !== 'async_free_zspage' ||
        !thread.mayBeAt(afterLockZspage) ||
        (isWhole(s, thread.my.zspage) &&
          pagesOf(s, thread.my.zspage).every((page) => s.page[page]!.lock.owner === thread.my.current)),
    ),
);

/** Of the driver's first step until 6.16, with the page locked, which keeps a zspage from being freed. */
const isolate_page = ['get_zspage_mapping', 'get_zspage', 'VM_BUG_ON'].map(
  (label) => `*.isolate_page.${label}`,
);

/** What zs_page_isolate() is called with is a page of a zspage that is there. */
export const isolatesItsOwn = always(
  'the driver is asked to isolate none but pages of its zspages',
  (s: Zs, threads) =>
    threads.every(
      (thread) =>
        thread.fn !== 'compact_zone' || !thread.mayBeAt(isolate_page) || isOfZspage(s, thread.my.page),
    ),
);

/** Whether the page says that it is part of a zspage, and that zspage is there. */
export function isOfZspage(s: Zs, number: number): boolean {
  const page = s.page[number]!;
  if (page.private !== null) return isLive(s, page.private);
  return s.zspage[number]?.squeezed === true && page.PG_private;
}

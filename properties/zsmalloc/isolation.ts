import { always, everyStep, type ThreadView } from '../../model/language/index.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';

/*
 * "A zspage is never freed while it is isolated", in the three meanings that zsmalloc has had for the word.
 */

/** The zspage whose first page loses in this step what made it that, because the zspage is freed; null in other steps. */
function freed(before: Zs, after: Zs): number | null {
  for (let number = 0; number < before.page.length; number++) {
    const page = before.page[number]!;
    if (!page.PG_private || after.page[number]!.PG_private) continue;
    // A migration resets the old page too: of a zspage that has another first page, or objects, by then.
    if (page.private !== null && before.zspage[page.private]!.first_page === number) return page.private;
    if (page.private === null && before.zspage[number]!.inuse === 0) return number;
  }
  return null;
}

/** The VM has isolated the page, and neither given it back nor migrated it. */
const hasIsolated = (thread: ThreadView, page: number): boolean =>
  thread.fn === 'compact_zone' &&
  thread.my.page === page &&
  thread.mayBeAt(['unmap_and_move.*', 'migrate_pages_batch.*']) &&
  !thread.mayBeAt(['*.putback_movable_page.put_page', '*.putback_movable_ops_page.put_page']);

const first_page = (s: Zs, zspage: number) =>
  s.zspage[zspage]!.squeezed ? zspage : s.zspage[zspage]!.first_page!;

/** PG_isolated: the VM has one of its pages. */
export const notFreedWithPageIsolated = everyStep(
  'a zspage is never freed while the VM has one of its pages isolated',
  (before: Zs, after: Zs, threads) => {
    const zspage = freed(before, after);
    return zspage === null || !threads.some((thread) => hasIsolated(thread, first_page(before, zspage)));
  },
);

/** zspage->isolated, before it ZsPageIsolate(). */
export const notFreedWhileCounted = everyStep(
  'a zspage is never freed while it counts isolated pages',
  (before: Zs, after: Zs) => {
    const zspage = freed(before, after);
    return zspage === null || before.zspage[zspage]!.isolated === 0;
  },
);

/** Where zs_compact has no source any more, though it still knows which one it had. */
const withoutSource = [
  'resched',
  'write_unlock_resched',
  'write_unlock_src',
  'write_lock_pool',
  'spin_lock',
  'isolate_source_page',
  'free_zspage*',
  'free_zspage*.*',
];
const hasTaken = (thread: ThreadView, zspage: number): boolean =>
  thread.fn === 'zs_compact' &&
  !thread.ended &&
  (thread.my.dst === zspage || (thread.my.src === zspage && !thread.mayBeAt(withoutSource)));

/** isolate_zspage(), isolate_source_page(): zs_compact has it off its list. */
export const notFreedWhileCompacted = everyStep(
  'nobody else frees a zspage that zs_compact has off its list',
  (before: Zs, after: Zs, threads) => {
    const zspage = freed(before, after);
    return zspage === null || !threads.some((thread) => hasTaken(thread, zspage));
  },
);

/*
 * What makes it safe to free a zspage while the VM has one of its pages.
 */

/** Who isolates a page has a reference to it. */
export const isolatedPageKept = always('a page that is isolated is not free', (s: Zs) =>
  s.page.every(({ PG_isolated, refcount }) => !PG_isolated || refcount > 0),
);

const callbacks = ['*.migratepage.*', '*.migrate_page.*', '*.putback_page.*'];

/** What happens to a page after its isolation is asked again with the page locked, and stays so while it is. */
export const checkedUnderPageLock = always('a callback has the isolated page locked', (s: Zs, threads) =>
  threads.every(
    (thread) =>
      thread.fn !== 'compact_zone' ||
      !thread.mayBeAt(callbacks) ||
      s.page[thread.my.page]!.lock.owner === thread.my.current,
  ),
);

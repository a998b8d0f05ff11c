import { always, type ThreadView } from '../../model/language/index.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';
import { isOfZspage } from './chain.ts';

/** From get_page_unless_zero() to put_page(): memory compaction has a reference to the page that it came across. */
const hasPage = (thread: ThreadView, page: number): boolean =>
  thread.fn === 'compact_zone' &&
  thread.my.page === page &&
  (thread.mayBeAt(['isolate_movable_page.*', 'isolate_movable_ops_page.*'])
    ? !thread.mayBeAt('*.get_page_unless_zero')
    : !thread.ended && thread.my.isolated);

/** The labels of unmap_and_move(), and of what it is from 6.3 on, without a page to migrate to: not yet, or not any more. */
const withoutNewpage = [
  'get_new_page*',
  'freed_*',
  'if_success',
  'if_movable',
  'if_isolated',
  'ClearPageMovable_unlocked',
  'put_page*',
  'putback_movable_page',
  'putback_movable_page.*',
].map((label) => `unmap_and_move.${label}`);
const withoutNewpageSince6_3 = [
  'folio_ref_count',
  'migrate_folio_done',
  'get_new_page*',
  'unlock_page',
  'put_page',
  'putback_movable_*',
  'putback_movable_*.*',
].map((label) => `migrate_pages_batch.${label}`);
const hasNewpage = (thread: ThreadView): boolean =>
  thread.fn === 'compact_zone' &&
  ((thread.mayBeAt('unmap_and_move.*') && !thread.mayBeAt(withoutNewpage)) ||
    (thread.mayBeAt('migrate_pages_batch.*') && !thread.mayBeAt(withoutNewpageSince6_3)));

/** From 5.19 on the worker holds the page whose lock it waits for. */
const waiting = [
  'read_unlock_to_wait',
  'wait_on_page_locked',
  'put_page',
  'read_unlock_next',
  'wait_on_next',
  'put_next',
].map((label) => `*.lock_zspage.${label}`);
const waitsForPage = (thread: ThreadView): boolean => thread.mayBeAt(waiting);

/** Where a zspage takes a page or gives one up, in one step, and the reference to it in another. */
const ownerChanges = ['alloc_zspage', 'migratepage', 'migrate_page', 'free_zspage', '__free_zspage'].map(
  (fn) => `*.${fn}.*`,
);
const changesOwner = (thread: ThreadView): boolean => thread.mayBeAt(ownerChanges);

/**
 * Of each page one reference is its zspage's and one that of each thread that isolates it. What is left over is one
 * reference for each page that the VM migrates to and for each that the worker waits for, whichever pages these are.
 */
export const referencesHeld = always('a page has as many references as holders', (s: Zs, threads) => {
  if (threads.some(changesOwner)) return true;
  const others = s.page.map(
    ({ refcount }, page) =>
      refcount - (isOfZspage(s, page) ? 1 : 0) - threads.filter((thread) => hasPage(thread, page)).length,
  );
  const holders = threads.filter((thread) => hasNewpage(thread) || waitsForPage(thread)).length;
  return others.every((count) => count >= 0) && others.reduce((sum, count) => sum + count, 0) === holders;
});

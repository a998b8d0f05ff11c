import { always, type ThreadView } from '../../model/language/index.ts';
import { type Chunk, chunk_of, linkEnd } from '../../model/zsmalloc/chunk.ts';
import { page_of_obj } from '../../model/zsmalloc/object.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';
import { isWhole, pagesOf } from './chain.ts';
import { betweenSteps } from './lists.ts';

/**
 * From v4 until 6.8; in v3, where the count is a flag, of one page. With a page locked, the VM or the driver may be
 * between the page's flag and the zspage's count.
 */
export const isolatedCounted = always(
  'zspage->isolated is the number of its isolated pages',
  (s: Zs) =>
    betweenSteps(s) ||
    s.zspage.every(({ isolated }, row) => {
      if (!isWhole(s, row)) return true;
      const pages = pagesOf(s, row).map((page) => s.page[page]!);
      const isolatedPages = pages.filter(
        ({ PG_isolated, lock }) => PG_isolated && lock.owner === null,
      ).length;
      const lockedPages = pages.filter(({ lock }) => lock.owner !== null).length;
      return isolatedPages <= isolated && isolated <= isolatedPages + lockedPages;
    }),
);

/** Every change is one step with class->lock held, except in v3: there zs_compact writes to a chunk, then the meta word. */
const isBetweenStores = (thread: ThreadView, row: number) =>
  (thread.mayBeAt('*.obj_malloc_store') && (thread.my.dst ?? row) === row) ||
  (thread.mayBeAt('*.obj_free_store') && (thread.my.src ?? row) === row);

/** Up to 4.7 and in v3 a page is the first one of a zspage before it is cut up. */
const isCutUp = (thread: ThreadView) => thread.mayBeAt('*.alloc_zspage.init_zspage');

/** zspage->inuse and the free list of its chunks, while nobody is at work on them. */
export const objectsCounted = always(
  'the objects of a zspage are as many as it counts, and all other chunks are on its free list',
  (s: Zs, threads) =>
    threads.some(isCutUp) ||
    s.zspage.every(
      ({ inuse, freeobj }, row) =>
        !isWhole(s, row) ||
        threads.some((thread) => isBetweenStores(thread, row)) ||
        isPartition(chunksOf(s, row), inuse, freeobj),
    ),
);

/** The chunks of a zspage by their index. */
function chunksOf(s: Zs, row: number): Chunk[] {
  const first_page = pagesOf(s, row)[0] as Parameters<typeof page_of_obj>[1];
  return Array.from({ length: s.size_class[0]!.objs_per_zspage }, (_, obj_idx) =>
    chunk_of(s.page[page_of_obj(s, first_page, obj_idx)!]!, obj_idx),
  );
}

/** `inuse` chunks have a handle in their header; the free list leads once to each of the others, and ends. */
function isPartition(chunks: readonly Chunk[], inuse: number, freeobj: number): boolean {
  const free = new Set<number>();
  let at = freeobj;
  while (at !== linkEnd) {
    const chunk = chunks[at];
    if (chunk === undefined || chunk.head !== null || free.has(at)) return false;
    free.add(at);
    at = chunk.link;
  }
  return inuse + free.size === chunks.length && chunks.filter(({ head }) => head !== null).length === inuse;
}

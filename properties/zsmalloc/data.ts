import { always, type ThreadView } from '../../model/language/index.ts';
import { chunk_of, rest_of } from '../../model/zsmalloc/chunk.ts';
import { second_page_of_obj } from '../../model/zsmalloc/object.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';
import { isOfZspage } from './chain.ts';
import { betweenSteps } from './lists.ts';

/** A handle that its user has written through, and not begun to free. */
const hasData = ({ slab, written }: Zs['handle'][number]) => slab.inuse && written > 0;

/**
 * The handle's word leads to a chunk whose header leads back to it; so no two handles have one chunk. The chunk is in a
 * zspage, where the page is not locked to become a part of one.
 */
export const handleResolves = always('a live handle resolves to its object', (s: Zs) =>
  s.handle.every(
    (handle, i) =>
      !hasData(handle) ||
      (handle.obj.page !== null &&
        chunk_of(s.page[handle.obj.page]!, handle.obj.obj_idx).head === i &&
        (betweenSteps(s) || s.page[handle.obj.page]!.lock.owner !== null || isOfZspage(s, handle.obj.page))),
  ),
);

/**
 * What zram reads is what it wrote. Who has pool->migrate_lock for write moves objects that nobody can look for: since
 * 6.11 zs_compact stores the word of a handle before it copies the object there.
 */
export const dataKept = always(
  'an object holds what was last written through its handle',
  (s: Zs) =>
    s.pool.some(({ migrate_lock }) => migrate_lock.writer !== null) ||
    s.handle.every((handle) => !hasData(handle) || (handle.obj.page !== null && isStored(s, handle))),
);

function isStored(s: Zs, { obj, written }: Zs['handle'][number]): boolean {
  const { page, obj_idx } = obj;
  const second_page = second_page_of_obj(s, page);
  return (
    chunk_of(s.page[page!]!, obj_idx).content === written &&
    (second_page === null || rest_of(s.page[second_page]!).content === written)
  );
}

/** A store of the word of a handle has not cleared the pin of another thread. */
export const pinOwned = always('a pin is cleared only by the thread that set it', (s: Zs) =>
  s.handle.every(({ pin }) => pin.bit || pin.owner === null),
);

/** zram_write() keeps where zs_map_object() found the object: the page that it begins on and the one it goes on on. */
export const mappedStays = always('a mapped object stays where it is mapped', (s: Zs, threads) =>
  threads.every(
    ({ fn, my }) =>
      fn !== 'zram_write' ||
      s.zs_map_area[my.cpu]!.handle !== my.handle ||
      isAt(s, s.handle[my.handle]!.obj, my),
  ),
);

const isAt = (s: Zs, { page, obj_idx }: Zs['handle'][number]['obj'], my: ThreadView['my']): boolean =>
  page === my.page && obj_idx === my.obj_idx && second_page_of_obj(s, page) === my.second_page;

import { call, count, type Ptr, pointer, unless } from '../language/index.ts';
import { BUG_ON, type Current, preempt_disable, preempt_enable } from '../primitives/index.ts';
import { chunk_of, rest_of } from './chunk.ts';
import { get_first_page } from './firstPage.ts';
import { obj_to_location, second_page_of_obj } from './object.ts';
import { pin_tag, unpin_tag } from './pin.ts';
import { type HasHandle, type HasObject, handle_of, page_of } from './rows.ts';
import { type Zs, zs } from './zs.ts';
import { zs_free } from './zsFree.ts';
import { zs_malloc } from './zsMalloc.ts';

const place = {
  page: pointer('page'),
  obj_idx: count(1),
  zspage: pointer('zspage'),
  second_page: pointer('page'),
};

interface OnCpu extends HasHandle, Current {
  readonly cpu: number;
}
interface HasPlace extends HasObject {
  second_page: Ptr<'page'>;
}
/**
 * `area = &get_cpu_var(zs_map_area);`: the CPU has one, so preemption is off until the object is unmapped. Then
 * get_next_page() for an object that spans two pages: nothing else in here is shared.
 */
const get_cpu_var = (s: Zs, my: OnCpu & HasPlace) => {
  preempt_disable(s, my);
  BUG_ON(s.zs_map_area[my.cpu]!.handle !== null, 'zs_map_area is in use');
  s.zs_map_area[my.cpu]!.handle = my.handle;
  my.second_page = second_page_of_obj(s, my.page);
};
const put_cpu_var = (s: Zs, my: OnCpu) => {
  s.zs_map_area[my.cpu]!.handle = null;
  preempt_enable(s, my);
};

/** Pins the object of a handle where it is, and says where. */
export const zs_map_object = zs.fn(
  'zs_map_object',
  'mm/zsmalloc.c v4.4',
  { handle: pointer('handle') },
  place,
  { pin_tag, handle_to_obj: obj_to_location, get_first_page, get_cpu_var },
);

/** Lets the object move again. */
export const zs_unmap_object = zs.fn(
  'zs_unmap_object',
  'mm/zsmalloc.c v4.4',
  { handle: pointer('handle') },
  { zspage: pointer('zspage') },
  { put_cpu_var, unpin_tag },
);

/**
 * Stores a new version of the user's data where the object is mapped. One that spans two pages is mapped as a copy, which
 * zs_unmap_object() copies back; here too it is stored on the pages that were found when it was mapped.
 */
const memcpy = (s: Zs, my: HasHandle & HasPlace) => {
  const handle = handle_of(s, my);
  handle.written = handle.written === 1 ? 2 : 1;
  chunk_of(page_of(s, my), my.obj_idx).content = handle.written;
  if (my.second_page !== null) rest_of(s.page[my.second_page]!).content = handle.written;
};

/** A user of zsmalloc writes into an object that it has. */
export const zram_write = zs.fn(
  'zram_write',
  'drivers/block/zram/zram_drv.c v4.4: zram_bvec_write',
  { handle: pointer('handle') },
  place,
  {
    zs_map_object: call(zs_map_object, {
      page: 'page',
      obj_idx: 'obj_idx',
      zspage: 'zspage',
      second_page: 'second_page',
    }),
    memcpy,
    zs_unmap_object: call(zs_unmap_object, { zspage: 'zspage' }),
  },
);

const has_handle = (_s: Zs, my: HasHandle) => my.handle !== null;

/** A user that stores an object, writes it, and frees it again. */
export const zram_store_and_free = zs.fn(
  'zram_store_and_free',
  'drivers/block/zram/zram_drv.c v4.4: zram_bvec_write, then zram_free_page',
  {},
  { handle: pointer('handle') },
  {
    zs_malloc: call(zs_malloc, { handle: 'handle' }),
    if_handle: unless(has_handle, 'return'),
    write: call(zram_write),
    zs_free: call(zs_free),
  },
);

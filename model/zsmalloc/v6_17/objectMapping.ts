import { call, count, patch, pointer, remove, replace } from '../../language/index.ts';
import { read_lock, read_unlock } from '../../primitives/index.ts';
import { get_zspage } from '../chain.ts';
import { chunk_of, rest_of } from '../chunk.ts';
import { obj_to_location, second_page_of_obj } from '../object.ts';
import { type HasHandle, type HasObject, type HasZspage, handle_of, page_of } from '../rows.ts';
import { migrate_lock } from '../v5_17/migrateLock.ts';
import { type Zs, zs } from '../zs.ts';
import { zram_write } from '../zsMap.ts';
import { zspage_read_lock, zspage_read_unlock } from './zspageLock.ts';

const handle_to_obj = (s: Zs, my: HasHandle & HasObject & HasZspage) => {
  obj_to_location(s, my);
  my.zspage = get_zspage(s, page_of(s, my));
};
/** The object may span two pages: get_next_zpdesc() of the first, which zspage->lock holds in its place. */
const memcpy_to_page = (s: Zs, my: HasHandle & HasObject) => {
  const handle = handle_of(s, my);
  handle.written = handle.written === 1 ? 2 : 1;
  chunk_of(page_of(s, my), my.obj_idx).content = handle.written;
  const second_page = second_page_of_obj(s, my.page);
  if (second_page !== null) rest_of(s.page[second_page]!).content = handle.written;
};

/** Copies the user's data into an object: on no CPU in particular, and with preemption on. */
export const zs_obj_write = zs.fn(
  'zs_obj_write',
  'mm/zsmalloc.c v6.15',
  { handle: pointer('handle') },
  { page: pointer('page'), obj_idx: count(1), zspage: pointer('zspage') },
  {
    read_lock: read_lock(migrate_lock),
    handle_to_obj,
    zspage_read_lock,
    read_unlock: read_unlock(migrate_lock),
    memcpy_to_page,
    zspage_read_unlock,
  },
);

/** 44f76413496e in 6.15: zs_map_object() and its areas, one a CPU, are gone. */
export const object_mapping_api = patch('zsmalloc: introduce new object mapping API')
  .withoutLocals(zram_write, 'page', 'obj_idx', 'zspage', 'second_page')
  .in(
    zram_write,
    replace('zs_map_object', { zs_obj_write: call(zs_obj_write) }),
    remove('memcpy'),
    remove('zs_unmap_object'),
  );

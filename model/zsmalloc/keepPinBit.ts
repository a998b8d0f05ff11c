import { patch, replace } from '../language/index.ts';
import type { Compaction } from './compactionLists.ts';
import { handle_of } from './rows.ts';
import type { Zs } from './zs.ts';
import { zs_compact } from './zsCompact.ts';

/** `free_obj |= BIT(HANDLE_PIN_BIT); record_obj(handle, free_obj);`: the handle stays pinned by who pinned it. */
export const record_pinned_obj = (s: Zs, my: Compaction) => {
  const handle = handle_of(s, my);
  handle.obj.page = my.new_page;
  handle.obj.obj_idx = my.new_idx;
  handle.pin.bit = true;
};

/** c102f07ca0b0 in 4.5 */
export const keep_pin_bit = patch('zsmalloc: fix migrate_zspage-zs_free race condition').in(
  zs_compact,
  replace('record_obj', { record_obj: record_pinned_obj }),
);

import type { Ptr } from '../language/index.ts';
import { type Current, VM_BUG_ON } from '../primitives/index.ts';
import { chunk_of } from './chunk.ts';
import { first_page_of } from './firstPage.ts';
import { page_of_obj } from './object.ts';
import { trypin_tag, unpin_tag } from './pin.ts';
import { class_of } from './rows.ts';
import type { Zs } from './zs.ts';

/** A thread with a handle at hand, for the pins of objects that it finds itself. */
interface Pinner extends Current {
  handle: Ptr<'handle'>;
}

/**
 * freeze_zspage(): pins all the objects of a zspage and returns how many; or none, where somebody else has pinned one,
 * and returns null. One step under class->lock: nobody tries a pin without it, and who spins for one is late by no more than that.
 */
export function freeze_zspage(s: Zs, my: Pinner, zspage: Ptr<'zspage'>): number | null {
  let pinned = 0;
  for (let obj_idx = 0; obj_idx < class_of(s).objs_per_zspage; obj_idx++) {
    my.handle = handle_from_obj(s, zspage, obj_idx);
    if (my.handle === null) continue;
    if (!trypin_tag(s, my)) break;
    pinned++;
  }
  my.handle = null;
  if (pinned === s.zspage[zspage!]!.inuse) return pinned;
  unfreeze_zspage(s, my, zspage, pinned);
  return null;
}

/** unfreeze_zspage(): gives up the pins of the first `pinned` objects of a zspage. */
export function unfreeze_zspage(s: Zs, my: Pinner, zspage: Ptr<'zspage'>, pinned: number): void {
  let left = pinned;
  for (let obj_idx = 0; obj_idx < class_of(s).objs_per_zspage && left > 0; obj_idx++) {
    my.handle = handle_from_obj(s, zspage, obj_idx);
    if (my.handle === null) continue;
    VM_BUG_ON(!s.handle[my.handle]!.pin.bit, '!testpin_tag(handle)');
    unpin_tag(s, my);
    left--;
  }
  my.handle = null;
}

/** handle_from_obj(): the handle in the header of the chunk, null where it is free. */
export function handle_from_obj(s: Zs, zspage: Ptr<'zspage'>, obj_idx: number): Ptr<'handle'> {
  const page = page_of_obj(s, first_page_of(zspage), obj_idx);
  return chunk_of(s.page[page!]!, obj_idx).head;
}

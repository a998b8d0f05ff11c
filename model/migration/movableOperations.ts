import { deref, patch, replace } from '../language/index.ts';
import { type HasPage, page_of } from '../zsmalloc/rows.ts';
import type { Zs } from '../zsmalloc/zs.ts';
import { isolate_movable_page, putback_movable_page, unmap_and_move_movable } from './movablePage.ts';

/** page_movable_ops(): the driver's callbacks are static, and page->mapping names them; there is no inode on the way. */
export const page_movable_ops = (s: Zs, my: HasPage) => {
  deref(s.address_space, page_of(s, my).mapping);
};

/** 68f2736a8583 in 6.0, the VM's part of it. */
export const movable_operations = patch('mm: convert all PageMovable users to movable_operations')
  .in(isolate_movable_page, replace('page_mapping', { page_mapping: page_movable_ops }))
  .in(putback_movable_page, replace('page_mapping', { page_mapping: page_movable_ops }))
  .in(unmap_and_move_movable, replace('page_mapping', { page_mapping: page_movable_ops }));

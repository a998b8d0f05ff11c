import { patch, replace } from '../../language/index.ts';
import { bit_spin_lock, bit_spin_unlock } from '../../primitives/index.ts';
import { pin_of } from '../rows.ts';
import { zs_free } from '../zsFree.ts';
import { zs_map_object, zs_unmap_object } from '../zsMap.ts';

const pin_tag = bit_spin_lock(pin_of);
const unpin_tag = bit_spin_unlock(pin_of);

/** 1b8320b620d6 in 4.8, posted with v4: a pin disables preemption. zs_compact, which tries pins, does it under class->lock anyway. */
export const use_bit_spin_lock = patch('zsmalloc: use bit_spin_lock')
  .in(zs_free, replace('pin_tag', { pin_tag }), replace('unpin_tag', { unpin_tag }))
  .in(zs_map_object, replace('pin_tag', { pin_tag }))
  .in(zs_unmap_object, replace('unpin_tag', { unpin_tag }));

import recordObjPin from '../../../scenarios/zsmalloc/record-obj-pin.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * c102f07ca0b0's changelog: record_obj() stores the handle's word with the pin bit clear, and unpin_tag() then clears the pin
 * of who has pinned it since. Its object is moved under it, and a chunk is freed that is free already.
 */
expectVerdicts(recordObjPin, [
  { design: '4.4', by: 'domain', at: 'zs_free.obj_free', steps: 50, states: 3613 },
  { design: '4.7', states: 2458, transitions: 5462 },
]);

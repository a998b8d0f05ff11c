import pinOwner from '../../../scenarios/zsmalloc/pin-owner.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * c102f07ca0b0's changelog: record_obj() "invalidates" the pin. By hand: nine steps of zs_compact() to the end of it, the pin
 * of zs_free(), and zs_compact()'s unpin_tag(), which clears that one.
 */
expectVerdicts(pinOwner, [
  {
    design: '4.4',
    by: 'a pin is cleared only by the thread that set it',
    at: 'zs_compact.unpin_tag',
    steps: 9 + 1 + 1,
    states: 56,
  },
  { design: '4.7', states: 154, transitions: 240 },
]);

import freedWhileIsolated from '../../../scenarios/zsmalloc/freed-while-isolated.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 5.17 fails as in async-free-chain: it is the worker that touches what it must not, and no callback. The later designs
 * hold with a zspage that is gone while its page is isolated, which the witness asks for, and do not without the look of 6.17 at zpdesc->zspage.
 */
expectVerdicts(freedWhileIsolated, [
  {
    design: '5.17',
    by: 'null-pointer-dereference',
    at: 'lock_zspage.get_next_page',
    steps: 64,
    states: 36_280,
  },
  { design: '5.19', states: 52_825, transitions: 159_953 },
  { design: '6.2', states: 50_575, transitions: 153_515, long: true },
  { design: '6.5', states: 47_575, transitions: 143_655 },
  { design: '6.11', states: 46_042, transitions: 139_443, long: true },
  { design: '6.17', states: 55_472, transitions: 168_713 },
  {
    design: '6.17+unchecked',
    by: 'null-pointer-dereference',
    at: 'zs_page_migrate.get_zspage',
    steps: 32,
    states: 13_733,
  },
]);

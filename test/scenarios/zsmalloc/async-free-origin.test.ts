import asyncFreeOrigin from '../../../scenarios/zsmalloc/async-free-origin.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Its Fixes: tag, as review changed it, says 77ff465799c6, which is 4.14. But isolate_page still refused a zspage without
 * objects, and a zspage with an isolated page was not freed, so the worker met no migration until c4549b871102 (5.17)
 * removed both. The labels that 4.8 to 5.3 do not reach say the same.
 */
expectVerdicts(asyncFreeOrigin, [
  { design: '4.8', states: 3909, transitions: 8517 },
  { design: '4.14', states: 3687, transitions: 7901 },
  { design: '5.3', states: 3809, transitions: 8211 },
  {
    design: '5.3+c4549b871102',
    by: 'null-pointer-dereference',
    at: 'lock_zspage.get_next_page',
    steps: 72,
    states: 6720,
  },
  {
    design: '5.17',
    by: 'null-pointer-dereference',
    at: 'lock_zspage.get_next_page',
    steps: 71,
    states: 5278,
  },
]);

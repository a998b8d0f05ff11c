import asyncFreeOrigin from '../../../scenarios/zsmalloc/async-free-origin.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Its Fixes: tag, as review changed it, says 77ff465799c6, which is 4.14. But isolate_page still refused a zspage without
 * objects, and a zspage with an isolated page was not freed, so the worker met no migration until c4549b871102 (5.17)
 * removed both. The labels that 4.8 to 5.3 do not reach say the same.
 */
expectVerdicts(asyncFreeOrigin, [
  { design: '4.8', states: 3921, transitions: 8537 },
  { design: '4.14', states: 3711, transitions: 7941 },
  { design: '5.3', states: 3833, transitions: 8251 },
  {
    design: '5.3+c4549b871102',
    by: 'null-pointer-dereference',
    at: 'lock_zspage.get_next_page',
    steps: 75,
    states: 7175,
  },
  {
    design: '5.17',
    by: 'null-pointer-dereference',
    at: 'lock_zspage.get_next_page',
    steps: 74,
    states: 5577,
  },
]);

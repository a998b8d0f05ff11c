import asyncFreeOrigin from '../../../scenarios/zsmalloc/async-free-origin.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Its Fixes: tag, as review changed it, says 77ff465799c6, which is 4.14. But isolate_page still refused a zspage without
 * objects, and a zspage with an isolated page was not freed, so the worker met no migration until c4549b871102 (5.17)
 * removed both. The labels that 4.8 to 5.3 do not reach say the same. Of the two commits of 5.17 it is that one alone: without
 * 94b8f3ea78ed, which makes the walk ask each page for its zspage, the worker is at the end of a chain that is being linked
 * anew. With 94b8f3ea78ed alone the longest way has two steps more, one for each page that is asked.
 */
expectVerdicts(asyncFreeOrigin, [
  { design: '4.8', states: 3921, transitions: 8537 },
  { design: '4.14', states: 3711, transitions: 7941 },
  { design: '5.3', states: 3833, transitions: 8251 },
  { design: '5.3+94b8f3ea78ed', states: 4019, transitions: 8723 },
  {
    design: '5.3+c4549b871102',
    by: 'the worker has locked all pages of a zspage when it frees it',
    at: 'lock_zspage.get_next_page',
    steps: 56,
    states: 4655,
  },
  {
    design: '5.3+94b8f3ea78ed+c4549b871102',
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

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
    steps: 63,
    states: 35_900,
  },
  { design: '5.19', states: 52_645, transitions: 159_467 },
  { design: '6.2', states: 50_395, transitions: 153_029, long: true },
  { design: '6.5', states: 49_583, transitions: 150_459 },
  { design: '6.11', states: 48_526, transitions: 147_713, long: true },
  { design: '6.17', states: 58_538, transitions: 179_297 },
  {
    design: '6.17+unchecked',
    by: 'null-pointer-dereference',
    at: 'zs_page_migrate.get_zspage',
    steps: 32,
    states: 13_445,
  },
]);

import emptyForever from '../../../scenarios/zsmalloc/empty-forever.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 1a87aa03597e's changelog: a zspage that becomes empty while it is isolated is put on the list of empty ones by a migration,
 * and nobody frees it. Before 77ff465799c6 (4.14) zs_page_migrate() refused an empty zspage, so 4.8 holds.
 */
expectVerdicts(emptyForever, [
  { design: '4.8', states: 1771, transitions: 3786 },
  {
    design: '4.14',
    by: 'no empty zspage is left that nobody will free',
    at: 'unmap_and_move.put_page',
    steps: 62,
    states: 1274,
  },
  { design: '5.3', states: 2093, transitions: 4543 },
]);

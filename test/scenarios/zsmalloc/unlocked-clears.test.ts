import unlockedClears from '../../../scenarios/zsmalloc/unlocked-clears.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Vlastimil Babka's objection to v3 02/16 (1 April 2016): unmap_and_move() clears PG_movable without the page lock, and who
 * is isolating the page dereferences page->mapping. v4 takes the lock.
 */
expectVerdicts(unlockedClears, [
  {
    design: 'v3',
    by: 'null-pointer-dereference',
    at: 'isolate_movable_page.page_mapping',
    steps: 41,
    states: 6377,
  },
  { design: 'v4', states: 49_694, transitions: 158_062 },
]);

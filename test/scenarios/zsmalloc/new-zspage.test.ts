import newZspage from '../../../scenarios/zsmalloc/new-zspage.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * By hand: v3 sets PG_movable in alloc_zspage(), before the zspage says which list it is on; the word is zero, which says
 * ZS_ALMOST_FULL, and that list is empty. Nine steps to that, and nine for the VM to come to the list. v4 looks whether the
 * zspage has objects, and 4.8 sets the flag when all is done ("We completely set up zspage so mark them as movable").
 */
expectVerdicts(newZspage, [
  { design: '4.7', states: 1008, transitions: 1760 },
  {
    design: 'v3',
    by: 'BUG_ON',
    at: 'zs_page_isolate.remove_zspage',
    steps: 9 + 9,
    states: 758,
    message: 'VM_BUG_ON(!*head)',
  },
  { design: 'v4', states: 30_584, transitions: 67_326 },
  { design: '4.8', states: 20_469, transitions: 41_859 },
  { design: '5.3', states: 22_276, transitions: 45_899 },
  { design: '5.19', states: 23_620, transitions: 49_449 },
  { design: '6.5', states: 22_047, transitions: 46_247 },
  { design: '6.17', states: 24_441, transitions: 51_624 },
]);

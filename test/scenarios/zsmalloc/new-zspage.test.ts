import newZspage from '../../../scenarios/zsmalloc/new-zspage.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * By hand: v3 sets PG_movable in init_zspage(), before the zspage has chunks or says which list it is on; the word is zero,
 * which says ZS_ALMOST_FULL, and that list is empty. Nine steps to that, and nine for the VM to come to the list. v4 looks
 * whether the zspage has objects, and 4.8 sets the flag when all is done ("We completely set up zspage so mark them as
 * movable").
 */
expectVerdicts(newZspage, [
  { design: '4.7', states: 1070, transitions: 1870 },
  {
    design: 'v3',
    by: 'BUG_ON',
    at: 'zs_page_isolate.remove_zspage',
    steps: 9 + 9,
    states: 758,
    message: 'VM_BUG_ON(!*head)',
  },
  { design: 'v4', states: 30_692, transitions: 67_494 },
  { design: '4.8', states: 20_589, transitions: 42_043 },
  { design: '5.3', states: 22_444, transitions: 46_163 },
  { design: '5.19', states: 23_695, transitions: 49_583 },
  { design: '6.5', states: 21_222, transitions: 44_317 },
  { design: '6.17', states: 23_405, transitions: 49_436 },
]);

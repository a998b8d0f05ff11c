import newpageLock from '../../../scenarios/zsmalloc/newpage-lock.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 4.8 takes its reference to the new page and gives up the old one under class->lock, so the VM's lock on the new page is
 * no part of its safety. Since b475d42d2c43 both come after the locks, where without the page lock the zspage, with its new
 * page, may be free.
 */
expectVerdicts(newpageLock, [
  { design: '4.8', states: 13_091, transitions: 38_203 },
  { design: '4.8+unlocked', states: 13_829, transitions: 40_463 },
  { design: '5.19', states: 24_412, transitions: 70_869 },
  { design: '5.19+unlocked', by: 'BUG_ON', at: 'zs_page_migrate.get_page', steps: 61, states: 10_312 },
  { design: '6.2', states: 23_417, transitions: 68_131 },
  { design: '6.2+unlocked', by: 'BUG_ON', at: 'zs_page_migrate.get_page', steps: 57, states: 8927 },
  { design: '6.5', states: 19_616, transitions: 56_612 },
  { design: '6.5+unlocked', by: 'BUG_ON', at: 'zs_page_migrate.get_page', steps: 57, states: 7922 },
  { design: '6.17', states: 21_870, transitions: 63_445 },
  { design: '6.17+unlocked', by: 'BUG_ON', at: 'zs_page_migrate.get_page', steps: 55, states: 9309 },
]);

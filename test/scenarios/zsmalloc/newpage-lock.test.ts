import newpageLock from '../../../scenarios/zsmalloc/newpage-lock.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 4.8 takes its reference to the new page and gives up the old one under class->lock, so the VM's lock on the new page is
 * no part of its safety. Since b475d42d2c43 both come after the locks, where without the page lock the zspage, with its new
 * page, may be free.
 */
expectVerdicts(newpageLock, [
  { design: '4.8', states: 12_965, transitions: 37_909 },
  { design: '4.8+unlocked', states: 13_703, transitions: 40_169 },
  { design: '5.19', states: 24_228, transitions: 70_407 },
  { design: '5.19+unlocked', by: 'BUG_ON', at: 'zs_page_migrate.get_page', steps: 59, states: 9833 },
  { design: '6.2', states: 23_233, transitions: 67_669 },
  { design: '6.2+unlocked', by: 'BUG_ON', at: 'zs_page_migrate.get_page', steps: 55, states: 8522 },
  { design: '6.5', states: 22_998, transitions: 67_107 },
  { design: '6.5+unlocked', by: 'BUG_ON', at: 'zs_page_migrate.get_page', steps: 55, states: 8161 },
  { design: '6.17', states: 23_944, transitions: 70_095 },
  { design: '6.17+unlocked', by: 'BUG_ON', at: 'zs_page_migrate.get_page', steps: 53, states: 8986 },
]);

import isolatedWord from '../../../scenarios/zsmalloc/isolated-word.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 4b5d1e47b694's changelog: fullness and isolated share one unsigned int, and VM_BUG_ON(zspage->isolated == 0) was met in
 * dec_zspage_isolation(). What the store of the group takes back is the count of a page that was isolated since the word was
 * loaded. What the count's store brings back is the group that the zspage had before its last object was freed, and the
 * worker's VM_BUG_ON() sees it. By hand: where the VM's two changes are no load and store a way is two labels shorter, and
 * where the group's is none it is, too, for then it is one with its list. 5.19 has two locks where 6.2 has one, which makes
 * two labels more in zs_free(), and two in zs_page_migrate() up to where it changes the count.
 */
expectVerdicts(isolatedWord, [
  {
    design: '5.19',
    by: 'BUG_ON',
    at: 'zs_page_migrate.dec_zspage_isolation',
    steps: 48 + 4,
    states: 5805,
    message: 'VM_BUG_ON(zspage->isolated == 0)',
  },
  { design: '6.2', by: 'BUG_ON', at: 'zs_page_migrate.dec_zspage_isolation', steps: 48, states: 5310 },
  {
    design: '6.2+store-fullness',
    by: 'BUG_ON',
    at: 'zs_page_migrate.dec_zspage_isolation',
    steps: 48 - 2,
    states: 3797,
  },
  {
    design: '6.2+store-isolated',
    by: 'BUG_ON',
    at: 'async_free_zspage.VM_BUG_ON',
    steps: 38 - 2,
    states: 2409,
    message: 'VM_BUG_ON(fullness != ZS_EMPTY)',
  },
  { design: '6.5', states: 3724, transitions: 8035 },
]);

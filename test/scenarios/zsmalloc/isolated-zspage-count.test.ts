import isolatedZspageCount from '../../../scenarios/zsmalloc/isolated-zspage-count.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * As isolated-zspage: the driver counts a page one step before the VM is done with its isolation, so that each shortest way
 * is one step shorter, and what holds has the same states.
 */
expectVerdicts(isolatedZspageCount, [
  {
    design: 'v3',
    by: 'a zspage is never freed while it counts isolated pages',
    at: 'free_zspage.reset_page',
    steps: 27,
    states: 332,
  },
  { design: '4.8', states: 1771, transitions: 3786 },
  { design: '4.14', states: 1684, transitions: 3545 },
  { design: '5.3', states: 2093, transitions: 4543 },
  {
    design: '5.17',
    by: 'a zspage is never freed while it counts isolated pages',
    at: '__free_zspage.reset_page',
    steps: 28,
    states: 507,
  },
  {
    design: '6.5',
    by: 'a zspage is never freed while it counts isolated pages',
    at: '__free_zspage.reset_page',
    steps: 26,
    states: 451,
  },
]);

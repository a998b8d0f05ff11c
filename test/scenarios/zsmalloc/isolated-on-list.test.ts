import isolatedOnList from '../../../scenarios/zsmalloc/isolated-on-list.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Chulmin Kim's theory of 6 April 2016 is not what v3 does: zs_page_isolate() unlinks the zspage first. Where it does not,
 * it is as he says.
 */
expectVerdicts(isolatedOnList, [
  { design: 'v3', states: 7968, transitions: 20_983 },
  {
    design: 'v3+keep-on-list',
    by: 'no list has a zspage that has been freed',
    at: 'free_zspage.reset_page',
    steps: 27,
    states: 2754,
  },
]);

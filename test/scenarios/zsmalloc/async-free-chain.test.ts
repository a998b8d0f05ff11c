import asyncFreeChain from '../../../scenarios/zsmalloc/async-free-chain.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Of 2505a981114d's changelog: the worker locks a page that is no longer in the zspage and dereferences page_private() of
 * it. The first rejected fix sleeps under a rwlock at the first page; the second locks a page that is free by then ("You
 * can't lock a page that you don't own"). What follows is not known to fail.
 */
expectVerdicts(asyncFreeChain, [
  { design: '5.3', states: 60_661, transitions: 178_407, long: true },
  {
    design: '5.3+c4549b871102',
    by: 'null-pointer-dereference',
    at: 'lock_zspage.get_next_page',
    steps: 66,
    states: 76_806,
    long: true,
  },
  {
    design: '5.17',
    by: 'null-pointer-dereference',
    at: 'lock_zspage.get_next_page',
    steps: 65,
    states: 53_979,
  },
  { design: '5.17+read-lock', by: 'lockdep', at: 'lock_zspage.lock_page', steps: 24, states: 3523 },
  {
    design: '5.17+verify',
    by: 'nobody locks a page that is free',
    at: 'lock_zspage.lock_page',
    steps: 67,
    states: 59_509,
  },
  { design: '5.19', states: 115_045, transitions: 347_184 },
  { design: '6.2', states: 109_249, transitions: 330_116, long: true },
  { design: '6.5', states: 107_358, transitions: 324_802, long: true },
  { design: '6.11', states: 100_154, transitions: 305_324, long: true },
  { design: '6.17', states: 124_380, transitions: 383_342 },
]);

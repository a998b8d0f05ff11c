import asyncFreeChain from '../../../scenarios/zsmalloc/async-free-chain.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Of 2505a981114d's changelog: the worker locks a page that is no longer in the zspage and dereferences page_private() of
 * it. The first rejected fix sleeps under a rwlock at the first page; the second locks a page that is free by then ("You
 * can't lock a page that you don't own"). What follows is not known to fail.
 */
expectVerdicts(asyncFreeChain, [
  { design: '5.3', states: 61_265, transitions: 179_885, long: true },
  {
    design: '5.3+94b8f3ea78ed+c4549b871102',
    by: 'null-pointer-dereference',
    at: 'lock_zspage.get_next_page',
    steps: 68,
    states: 81_630,
    long: true,
  },
  {
    design: '5.17',
    by: 'null-pointer-dereference',
    at: 'lock_zspage.get_next_page',
    steps: 67,
    states: 56_139,
  },
  { design: '5.17+read-lock', by: 'lockdep', at: 'lock_zspage.lock_page', steps: 24, states: 3523 },
  {
    design: '5.17+verify',
    by: 'nobody locks a page that is free',
    at: 'lock_zspage.lock_page',
    steps: 69,
    states: 61_640,
  },
  { design: '5.19', states: 116_525, transitions: 351_134 },
  { design: '6.2', states: 110_729, transitions: 334_066, long: true },
  { design: '6.5', states: 98_732, transitions: 297_679, long: true },
  { design: '6.11', states: 92_540, transitions: 281_368, long: true },
  { design: '6.17', states: 122_236, transitions: 375_699 },
]);

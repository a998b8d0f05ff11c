import isolatedZspage from '../../../scenarios/zsmalloc/isolated-zspage.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * v3 frees an isolated zspage, 48b4800a1c6a (4.8) defers it to the putback, c4549b871102 (5.17) frees it again, and 6.17
 * says so in a comment.
 */
expectVerdicts(isolatedZspage, [
  {
    design: 'v3',
    by: 'a zspage is never freed while the VM has one of its pages isolated',
    at: 'free_zspage.reset_page',
    steps: 28,
    states: 345,
  },
  { design: '4.8', states: 1771, transitions: 3786 },
  { design: '4.14', states: 1684, transitions: 3545 },
  { design: '5.3', states: 2093, transitions: 4543 },
  {
    design: '5.17',
    by: 'a zspage is never freed while the VM has one of its pages isolated',
    at: '__free_zspage.reset_page',
    steps: 29,
    states: 534,
  },
  {
    design: '6.5',
    by: 'a zspage is never freed while the VM has one of its pages isolated',
    at: '__free_zspage.reset_page',
    steps: 27,
    states: 485,
  },
  {
    design: '6.11',
    by: 'a zspage is never freed while the VM has one of its pages isolated',
    at: '__free_zspage.reset_page',
    steps: 27,
    states: 494,
  },
  {
    design: '6.17',
    by: 'a zspage is never freed while the VM has one of its pages isolated',
    at: '__free_zspage.reset_page',
    steps: 25,
    states: 429,
  },
]);

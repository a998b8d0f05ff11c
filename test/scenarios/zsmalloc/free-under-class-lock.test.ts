import freeUnderClassLock from '../../../scenarios/zsmalloc/free-under-class-lock.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * By hand: zs_page_putback() waits for class->lock with the page locked, so that who waits for a page lock under
 * class->lock deadlocks with it. v3 frees without class->lock, and from v4 on a page is only tried under it.
 */
expectVerdicts(freeUnderClassLock, [
  { design: 'v3', states: 843, transitions: 1519 },
  {
    design: 'v3+free-under-class-lock',
    by: 'deadlock',
    at: 'zs_page_putback.INIT_LIST_HEAD',
    steps: 44,
    // A step that closes a cycle of locks is taken as any other.
    states: 607,
  },
  { design: 'v4', states: 3439, transitions: 7953 },
  { design: '4.8', states: 1771, transitions: 3786 },
]);

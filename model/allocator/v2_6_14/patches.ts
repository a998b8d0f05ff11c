import { after, patch, remove, replace, unless } from '../../language/index.ts';
import { buffered_rmqueue, has_pages, is_low } from './allocPage.ts';
import { step } from './fastPath.ts';

/** 2.6.15, 7fb1d9fca5c: a page that the CPU's list has not is not looked for a second time. */
export const no_second_try = patch('[PATCH] mm: __alloc_pages cleanup').in(
  buffered_rmqueue,
  remove('page == NULL'),
  remove('spin_lock_irqsave'),
  remove('__rmqueue'),
  remove('spin_unlock_irqrestore'),
);

/** 2.6.16, a74609fafa2: whether there is a page is asked no second time where the list was not empty. */
export const page_state_opt = patch('[PATCH] mm: page_state opt').in(
  buffered_rmqueue,
  replace('pcp->count <= pcp->low', { '!pcp->count': unless(step(is_low), 'list_del') }),
  remove('pcp->count'),
  after('pcp->count += rmqueue_bulk()', { '!pcp->count again': unless(has_pages, 'local_irq_restore') }),
);

import { addressOf, row, type StateOf, table } from '../language/index.ts';
import { type Current, list_head, spinlock } from '../primitives/index.ts';
import { mm } from './mm.ts';
import type { HasPage } from './rows.ts';

/** Links of the lists of huge pages. */
export const lru = list_head('page[].lru', 'task[].page_list', 'hugepage_freelists[].list');

const more = {
  page: { lru },
  /** The pool of each node. */
  hugepage_freelists: table(1, { list: lru }),
  hugetlb_lock: spinlock(),
  /** LIST_HEAD(page_list), on the stack of who unmaps. */
  task: { page_list: lru },
};
const huge = mm.extend(more);

/** The state of page tables with huge pages. */
export interface HugeMm extends StateOf<(typeof huge)['root']['fields']> {}

/** Address spaces whose ptes map huge pages, and the pool that those come from. */
export const hugeMm = mm.extend<typeof more, HugeMm>(more);

/** &page->lru */
export const page_lru = (_s: HugeMm, my: HasPage) => addressOf('page[].lru', my.page);
/** &page_list */
export const page_list = (_s: HugeMm, my: Current) => addressOf('task[].page_list', my.current);
/** &hugepage_freelists[nid], of the one node. */
export const hugepage_freelist = () => addressOf('hugepage_freelists[].list', row('hugepage_freelists', 0));
export const hugetlb_lock = (s: HugeMm) => s.hugetlb_lock;

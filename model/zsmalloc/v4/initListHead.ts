import { after, patch } from '../../language/index.ts';
import { init_list } from '../fullnessList.ts';
import type { HasZspage } from '../rows.ts';
import type { Zs } from '../zs.ts';
import { alloc_zspage } from '../zsMalloc.ts';
import { introduce_zspage } from './introduceZspage.ts';

const INIT_LIST_HEAD = (s: Zs, my: HasZspage) => init_list(s, my.zspage);

/** Chulmin Kim's first remedy of May 2016, which Minchan Kim turned down: the node is linked to itself from the start. */
export const init_list_head = patch('zsmalloc: initialise zspage->list in alloc_zspage', introduce_zspage).in(
  alloc_zspage,
  after('cache_alloc_zspage', { INIT_LIST_HEAD }),
);

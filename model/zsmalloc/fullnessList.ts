import { addressOf, container_of, type Ptr } from '../language/index.ts';
import {
  list_empty as emptyOf,
  INIT_LIST_HEAD,
  list_add as listAdd,
  list_add_tail as listAddTail,
  list_del_init as listDelInit,
  VM_BUG_ON,
} from '../primitives/index.ts';
import { class_of, type Fullness, type HasFullness, type HasZspage, type ZspageRow } from './rows.ts';
import type { Zs } from './zs.ts';

/** get_fullness_group(): with 3/4 as the threshold, a class of two objects has no zspage that is almost full. */
export const get_fullness_group = (s: Zs, { inuse }: Pick<ZspageRow, 'inuse'>): Fullness => {
  const { objs_per_zspage } = class_of(s);
  if (inuse === 0) return 'ZS_EMPTY';
  if (inuse === objs_per_zspage) return 'ZS_FULL';
  return 4 * inuse <= 3 * objs_per_zspage ? 'ZS_ALMOST_EMPTY' : 'ZS_ALMOST_FULL';
};

/** &zspage->list, and &class->fullness_list[fullness]. */
export const list_of = (row: Ptr<'zspage'>) => addressOf('zspage[].list', row);
export const fullness_list_of = (group: Fullness) => `size_class[0].fullness_list.${group}` as const;

/** The groups that have a list in every design. */
type Partly = 'ZS_ALMOST_FULL' | 'ZS_ALMOST_EMPTY';

const zspage_list = (_s: Zs, my: HasZspage) => list_of(my.zspage);
const fullness_head = (_s: Zs, { fullness }: HasFullness) => fullness_list_of(fullness);
const node_empty = emptyOf(zspage_list);
const list_del_init = listDelInit(zspage_list);
const list_add = listAdd(zspage_list, fullness_head);
/** list_add_tail(&page->lru, &(*head)->lru), and list_add(&zspage->list, &head->list) */
const link_before = listAddTail(zspage_list, (_s: Zs, my: HasHead) => list_of(my.head));
const link_behind = listAdd(zspage_list, (_s: Zs, my: HasHead) => list_of(my.head));

interface HasHead {
  readonly head: Ptr<'zspage'>;
}

/** list_empty(&zspage->list): whether the node is linked to itself. The only node behind a list_head is not. */
export const list_empty = (s: Zs, zspage: Ptr<'zspage'>): boolean => node_empty(s, { zspage });

/** INIT_LIST_HEAD(&zspage->list) */
export const init_list = (s: Zs, zspage: Ptr<'zspage'>): void => INIT_LIST_HEAD(s, list_of(zspage));

/** Which groups have a list, and what the kernel asserts of a zspage before it takes it off one. */
export interface FullnessLists {
  /** A list_head stands before the first zspage; without one (up to 4.7 and in v3) the first zspage is all there is. */
  readonly listHead: boolean;
  readonly hasList: (group: Fullness) => boolean;
  readonly beforeRemove: (s: Zs, zspage: ZspageRow, group: Fullness) => void;
  /** Asserted of the head when a zspage is put beside it. */
  readonly checkHead: (s: Zs, head: Ptr<'zspage'> & number) => void;
}

/** The zspage at the front of a group's list, or null; a design has its lists in one way or in the other. */
export function head_of(s: Zs, group: Fullness): Ptr<'zspage'> {
  const { fullness_list, fullness_page } = class_of(s);
  const first = container_of(fullness_list[group].next, 'zspage[].list');
  if (first !== null || group === 'ZS_EMPTY' || group === 'ZS_FULL') return first;
  return fullness_page[group];
}

/** insert_zspage(): in front of the list where it is no less in use than the zspage at the head, behind that one otherwise. */
export function insert_zspage(
  s: Zs,
  row: Ptr<'zspage'> & number,
  group: Fullness,
  lists: FullnessLists,
): void {
  if (!lists.hasList(group)) return;
  const head = head_of(s, group);
  if (head !== null) lists.checkHead(s, head);
  const isFirst = head === null || s.zspage[row]!.inuse >= s.zspage[head]!.inuse;
  if (!lists.listHead) {
    if (head !== null) link_before(s, { zspage: row, head });
    if (isFirst) class_of(s).fullness_page[group as Partly] = row;
  } else if (isFirst) list_add(s, { zspage: row, fullness: group });
  else link_behind(s, { zspage: row, head });
}

/**
 * remove_zspage(). Without a list_head, where the zspage at the head stands alone the list is empty afterwards,
 * whichever zspage was meant.
 */
export function remove_zspage(
  s: Zs,
  row: Ptr<'zspage'> & number,
  group: Fullness,
  lists: FullnessLists,
): void {
  if (!lists.hasList(group)) return;
  lists.beforeRemove(s, s.zspage[row]!, group);
  const head = head_of(s, group);
  VM_BUG_ON(head === null, '!*head');
  if (!lists.listHead) {
    const first = class_of(s).fullness_page;
    if (list_empty(s, head)) first[group as Partly] = null;
    else if (head === row) first[group as Partly] = container_of(s.zspage[row]!.list.next, 'zspage[].list');
  }
  list_del_init(s, { zspage: row });
}

/** Moves a zspage whose use has changed to the list of its new group, unless it is `offList`; returns the new group. */
export function fix_fullness_group(
  s: Zs,
  row: Ptr<'zspage'> & number,
  lists: FullnessLists,
  offList: boolean,
): Fullness {
  const zspage = s.zspage[row]!;
  const group = get_fullness_group(s, zspage);
  if (group === zspage.fullness) return group;
  if (!offList) {
    remove_zspage(s, row, zspage.fullness, lists);
    insert_zspage(s, row, group, lists);
  }
  zspage.fullness = group;
  return group;
}

/** VM_BUG_ON_PAGE(!is_first_page(first_page)) in get_zspage_inuse() and its like, where a zspage is its first page. */
export function is_first_page(s: Zs, row: Ptr<'zspage'> & number): void {
  VM_BUG_ON(s.zspage[row]!.squeezed && !s.page[row]!.PG_private, '!is_first_page(first_page)');
}

/** Lists of 4.4, 4.7 and v3: of almost full and almost empty zspages only. */
export const pageLists: FullnessLists = {
  listHead: false,
  hasList: (group) => group === 'ZS_ALMOST_FULL' || group === 'ZS_ALMOST_EMPTY',
  beforeRemove: () => {},
  checkHead: is_first_page,
};

/** The same two lists, of struct zspage. */
export const partialLists: FullnessLists = {
  ...pageLists,
  listHead: true,
  beforeRemove: (_s, zspage) => VM_BUG_ON(zspage.isolated > 0, 'is_zspage_isolated(zspage)'),
  checkHead: () => {},
};

/** Lists of 4.8 on: every group has one. */
export const fullLists: FullnessLists = { ...partialLists, hasList: () => true };

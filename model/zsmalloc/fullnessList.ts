import { deref, type Ptr } from '../language/index.ts';
import { VM_BUG_ON } from '../primitives/index.ts';
import { class_of, type Fullness, type ZspageRow } from './rows.ts';
import type { Zs } from './zs.ts';

/** get_fullness_group(): with 3/4 as the threshold, a class of two objects has no zspage that is almost full. */
export const get_fullness_group = (s: Zs, { inuse }: Pick<ZspageRow, 'inuse'>): Fullness => {
  const { objs_per_zspage } = class_of(s);
  if (inuse === 0) return 'ZS_EMPTY';
  if (inuse === objs_per_zspage) return 'ZS_FULL';
  return 4 * inuse <= 3 * objs_per_zspage ? 'ZS_ALMOST_EMPTY' : 'ZS_ALMOST_FULL';
};

/** list_empty(&zspage->list): whether the node is linked to itself. The only node behind a list_head is not. */
export const list_empty = (zspage: ZspageRow): boolean =>
  zspage.node === 'initialised' && zspage.next === null;

/** INIT_LIST_HEAD(): forgets the neighbours, who do not forget the node. */
export function INIT_LIST_HEAD(zspage: ZspageRow): void {
  zspage.next = null;
  zspage.prev = null;
  zspage.node = 'initialised';
}

/** list_del_init(); of a node that is linked to itself it does nothing. */
function list_del_init(s: Zs, zspage: ZspageRow): void {
  VM_BUG_ON(zspage.node === 'zeroed' || zspage.node === 'poisoned', 'list_del corruption');
  const { next, prev } = zspage;
  INIT_LIST_HEAD(zspage);
  if (next === null || prev === null) return;
  const [after, before] = [s.zspage[next]!, s.zspage[prev]!];
  const two = next === prev;
  after.prev = two ? null : prev;
  before.next = two ? null : next;
}

/** Links the node in before another one: at the end of the ring, as that one is its head. */
export function list_add_tail(s: Zs, row: Ptr<'zspage'>, head: Ptr<'zspage'>): void {
  const [zspage, first] = [deref(s.zspage, row), deref(s.zspage, head)];
  const last = first.prev ?? head;
  zspage.next = head;
  zspage.prev = last;
  deref(s.zspage, last).next = row;
  first.prev = row;
}

/** Which groups have a list, and what the kernel asserts of a zspage before it takes it off one. */
export interface FullnessLists {
  /** A list_head stands before the first zspage; without one (up to 4.7 and in v3) the first zspage is all there is. */
  readonly listHead: boolean;
  readonly hasList: (group: Fullness) => boolean;
  readonly beforeRemove: (s: Zs, zspage: ZspageRow, group: Fullness) => void;
  /** Asserted of the head when a zspage is put beside it. */
  readonly checkHead: (s: Zs, head: Ptr<'zspage'> & number) => void;
}

/** insert_zspage(): in front of the list where it is no less in use than the zspage at the head, behind that one otherwise. */
export function insert_zspage(
  s: Zs,
  row: Ptr<'zspage'> & number,
  group: Fullness,
  lists: FullnessLists,
): void {
  if (!lists.hasList(group)) return;
  const { fullness_list } = class_of(s);
  const head = fullness_list[group];
  if (lists.listHead) s.zspage[row]!.node = 'linked';
  if (head === null) {
    fullness_list[group] = row;
    return;
  }
  lists.checkHead(s, head);
  list_add_tail(s, row, head);
  if (s.zspage[row]!.inuse >= s.zspage[head]!.inuse) fullness_list[group] = row;
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
  const zspage = s.zspage[row]!;
  lists.beforeRemove(s, zspage, group);
  const { fullness_list } = class_of(s);
  const head = fullness_list[group];
  VM_BUG_ON(head === null, '!*head');
  const alone = !lists.listHead && list_empty(deref(s.zspage, head));
  if (alone || head === row) fullness_list[group] = alone ? null : zspage.next;
  list_del_init(s, zspage);
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

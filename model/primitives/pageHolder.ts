import {
  add,
  deref,
  describe,
  ghost,
  has,
  ModelError,
  type Ptr,
  type RowSet,
  removeRow,
  rowSet,
  violate,
  zeroAtExit,
} from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import { type Current, checkTasks, type Tasks } from './task.ts';

/** Who may hold references to pages: the row of a task, of an address space, of a cache. */
export interface PageHolder {
  pages: RowSet<'page'>;
}

/** The part of a struct page that references to it need: what pageRefs() makes. */
export interface PageRefs {
  count: number;
  frozen: boolean;
  generation: number;
}

/** A state with pages. */
export interface Pages {
  readonly page: readonly PageRefs[];
}

/** Finds the page: the `page` of a C line. */
export type PagePtrOf<S, L> = (state: S, my: L) => Ptr<'page'>;
/** Finds who holds the reference. */
export type HolderOf<S, L> = (state: S, my: L) => PageHolder;

/**
 * A field of a row that holds references to pages, one to each page of the set. The kernel has a number in the page alone,
 * so it is a ghost: it says whose each reference is. In `tasks`, pageRefFields() are such fields.
 * @example
 * const vmaFields = { pages: heldPages(), anon_vma: pointer('anon_vma') };
 */
export const heldPages = () => ghost(rowSet('page'));

/**
 * What a task holds of pages: give it to `tasks`, beside taskFields(). Who leaves its work with one is reported, with its
 * name and the page, as 'held-at-exit'; a reference that something else keeps is given to that before, see giveReference().
 * For a second reference to one page, of another kind, a record of them: `isolated: record(pageRefFields())`.
 * @example
 * const shape = { page: table(2, pageRefs(4)), task: tasks({ ...taskFields(), ...pageRefFields() }) };
 */
export const pageRefFields = () => ({ pages: zeroAtExit(heldPages()) });

/**
 * The task takes, or another holder, a reference that is there already, and that nobody else in the model holds: the one
 * of a pte that it has cleared, of a slot that it has deleted. No access: it may stand in the recipe that clears the pte.
 * A second reference of one holder to one page is the violation 'page-ref'.
 * @param pageOf finds the page
 * @param holderOf finds who takes it, left out for the task that runs
 * @throws ModelError, when it is run, where the holder has no heldPages()
 * @example
 * 'the reference of the slot': takeReference((s) => s.slot[0]!.page),
 * 'slot->page = NULL': (s, my) => { my.page = s.slot[0]!.page; s.slot[0]!.page = null; },
 * put_page_testzero: put_page_testzero((_s, my) => my.page),
 */
export const takeReference = <S, L>(pageOf: PagePtrOf<S, L>, holderOf?: HolderOf<S, L>) =>
  named('takeReference', (state: S & Pages, my: L & Current): void => {
    hold(state, my, pageOf(state, my), holderOf);
  });

/**
 * The task gives, or another holder, its reference away: to a pte that it has set, a slot that it has filled. No access.
 * Whoever has none to give is reported as 'page-ref'.
 * @param pageOf finds the page
 * @param holderOf finds who gives it, left out for the task that runs
 * @throws ModelError, when it is run, where the holder has no heldPages()
 * @example
 * get_page: get_page((_s, my) => my.page),
 * 'slot->page = page': (s, my) => { s.slot[0]!.page = my.page; },
 * 'the slot has it': giveReference((_s, my) => my.page),
 */
export const giveReference = <S, L>(pageOf: PagePtrOf<S, L>, holderOf?: HolderOf<S, L>) =>
  named('giveReference', (state: S & Pages, my: L & Current): void => {
    release(state, my, pageOf(state, my), holderOf);
  });

/**
 * How many of the rows hold a reference to the page: for a property that says that its count is its holders.
 * @example
 * const held = (s: Mm, page: number) => holdersIn(s.task, page) + s.slot.filter((slot) => slot.page === page).length;
 */
export const holdersIn = (rows: readonly PageHolder[], page: number): number =>
  rows.filter(({ pages }) => has(pages, page)).length;

const aHolder = checkedRecord<PageHolder>('pages', 'row with heldPages()');

function holderIn<S, L>(state: S, my: L & Current, holderOf: HolderOf<S, L> | undefined): PageHolder {
  if (holderOf !== undefined) return aHolder(holderOf(state, my));
  const row = checkTasks((state as Partial<Tasks>).task)[my.current] as unknown as PageHolder;
  if ('pages' in row) return row;
  throw new ModelError(
    "the machine's table 'task' has no field 'pages'; allowed: task: tasks({ ...taskFields(), ...pageRefFields() })",
  );
}

/** Who the holder is, as reports call it. */
const nameOf = (my: Current, holderOf: unknown): string =>
  holderOf === undefined ? `task[${my.current}]` : 'the holder';

/** The holder has one more reference to the page, as a part of another operation's step. */
export function hold<S extends Pages, L>(
  state: S,
  my: L & Current,
  page: Ptr<'page'>,
  holderOf: HolderOf<S, L> | undefined,
): void {
  pageIn(state, page);
  const holder = holderIn(state, my, holderOf);
  if (has(holder.pages, page))
    violate('page-ref', `${nameOf(my, holderOf)} has a reference to page[${page}] already`);
  holder.pages = add(holder.pages, page);
}

/** The holder has its reference to the page no longer, as a part of another operation's step. */
export function release<S extends Pages, L>(
  state: S,
  my: L & Current,
  page: Ptr<'page'>,
  holderOf: HolderOf<S, L> | undefined,
): void {
  pageIn(state, page);
  const holder = holderIn(state, my, holderOf);
  if (!has(holder.pages, page))
    violate('page-ref', `${nameOf(my, holderOf)} has no reference to page[${page}]`);
  holder.pages = removeRow(holder.pages, page);
}

/** The page; throws ModelError where it has no pageRefs(). */
export function pageIn(state: Pages, page: Ptr<'page'>): PageRefs {
  if (typeof state.page !== 'object' || state.page === null)
    throw new ModelError(`the machine's 'page' is ${describe(state.page)}; allowed: a table of pageRefs()`);
  return aPage(deref(state.page, page));
}
const aPage = checkedRecord<PageRefs>('frozen', 'row with pageRefs()');

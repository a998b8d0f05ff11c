import { atomically, deref, type Ptr, violate } from '../language/index.ts';
import { VM_BUG_ON } from '../primitives/index.ts';
import type { Zs } from './zs.ts';

/** Threads that have a page, a zspage, a handle or the place of an object among their parameters and locals. */
export interface HasPage {
  page: Ptr<'page'>;
}
/** A thread that has the page that another one is migrated to. */
export interface HasNewpage {
  readonly newpage: Ptr<'page'>;
}
/** A thread that has a zspage. */
export interface HasZspage {
  zspage: Ptr<'zspage'>;
}
/** A thread that has a handle. */
export interface HasHandle {
  handle: Ptr<'handle'>;
}
/** A thread that has the place of an object. */
export interface HasObject extends HasPage {
  obj_idx: number;
}
/** A thread that has looked up a fullness. */
export interface HasFullness {
  fullness: Fullness;
}
/** The group of a zspage: enum fullness_group. */
export type Fullness = Zs['zspage'][number]['fullness'];
/** A struct zspage. */
export type ZspageRow = Zs['zspage'][number];
/** A struct page. */
export type PageRow = Zs['page'][number];

/** The rows behind the pointers of a thread. */
export const page_of = (s: Zs, my: { readonly page: Ptr<'page'> }) => deref(s.page, my.page);
/** The page that another one is migrated to. */
export const newpage_of = (s: Zs, my: HasNewpage) => deref(s.page, my.newpage);
/** The zspage of a thread. */
export const zspage_of = (s: Zs, my: { readonly zspage: Ptr<'zspage'> }) => deref(s.zspage, my.zspage);
/** The handle of a thread. */
export const handle_of = (s: Zs, my: { readonly handle: Ptr<'handle'> }) => deref(s.handle, my.handle);

/** `pool`, and `class`: of the one pool and of its one class that are modelled. */
export const pool_of = (s: Zs) => s.pool[0]!;
/** The one size class. */
export const class_of = (s: Zs) => s.size_class[0]!;

/** &page->flags PG_locked, &class->lock, the pin bit of a handle. */
export const page_lock = (s: Zs, my: { readonly page: Ptr<'page'> }) => page_of(s, my).lock;
/** PG_locked of the page that another one is migrated to. */
export const newpage_lock = (s: Zs, my: HasNewpage) => newpage_of(s, my).lock;
/** &class->lock. */
export const class_lock = (s: Zs) => class_of(s).lock;
/** The pin bit of a handle. */
export const pin_of = (s: Zs, my: { readonly handle: Ptr<'handle'> }) => handle_of(s, my).pin;
/** &zspage->lock. */
export const zspage_lock = (s: Zs, my: { readonly zspage: Ptr<'zspage'> }) => zspage_of(s, my).lock;

/** page->mapping->private_data, as the callbacks of the VM find their pool. */
export function pool_of_mapping(s: Zs, page: PageRow): void {
  deref(s.pool, deref(s.address_space, page.mapping).private_data);
}

/** get_page(): one locked instruction, for callers that know of a reference already; the assert is of the same count. */
export function get_page(page: PageRow): void {
  atomically(() => {
    const old = page.refcount;
    VM_BUG_ON(old === 0, 'page_ref_count(page) <= 0');
    page.refcount = old + 1;
  });
}

/** get_page_unless_zero(): one cmpxchg that succeeds; false for a page that nobody has a reference to. */
export function get_page_unless_zero(page: PageRow): boolean {
  return atomically(() => {
    const old = page.refcount;
    if (old === 0) return false;
    page.refcount = old + 1;
    return true;
  });
}

/**
 * put_page(): one locked instruction, put_page_testzero(). The last reference gives the page back to the page allocator,
 * whose checks it must pass; a label that does so is `oneStep(why.put_page, …)`.
 */
export function put_page(page: PageRow): void {
  const left = atomically(() => {
    const old = page.refcount;
    if (old === 0) violate('BUG_ON', 'VM_BUG_ON_PAGE(page_ref_count(page) == 0)');
    page.refcount = old - 1;
    return old - 1;
  });
  if (left > 0) return;
  if (page.lock.owner !== null || page.PG_private) violate('BUG_ON', 'BUG: Bad page state: flag set at free');
  page.PG_movable = false;
  page.PG_isolated = false;
  page.mapping = null;
}

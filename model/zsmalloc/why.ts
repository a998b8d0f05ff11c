/**
 * Why a label is one step although it makes more than one access to what other threads touch meanwhile, in the words of
 * the kernel: which lock, or which rule that every other thread keeps, lets nobody come between.
 */
export const why = {
  put_page:
    'the decrement is one locked instruction; a page without references belongs to its last holder alone until the page allocator has it: get_page_unless_zero() fails',
  alloc_page:
    'zone->lock: a page leaves its free list under it, and while its count is zero nobody else takes a reference',
} as const;

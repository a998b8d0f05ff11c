/**
 * Why a label is one step although it makes more than one access to what other threads touch meanwhile, in the words of
 * the kernel: which lock, or which rule that every other thread keeps, lets nobody come between.
 */
export const why = {
  put_page:
    'the decrement is one locked instruction; a page without references belongs to its last holder alone until the page allocator has it: get_page_unless_zero() fails',
  alloc_page:
    'a free page is taken by one CPU alone, under zone->lock or from a list of its own, and while its count is zero nobody takes a reference',
  new_object: 'kmem_cache_zalloc(): nobody else has a pointer to what the slab has just given out',
  lists:
    'class->lock, in 6.2 to 6.10 pool->lock: the lists and the zspages on them are changed under it, and what is changed without it is on none of them',
  own_list: 'list_splice_init() has made the list the worker its own: nobody else finds a zspage of it',
  try_pins:
    'class->lock: nobody else tries a pin, and who spins for one waits as long whether they are taken one by one or together',
  pinned: 'who stores the word of a handle has its pin, and others load it with the pin alone',
} as const;

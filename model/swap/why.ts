/** Why labels of swap are one step although others touch what they do. */
export const why = {
  swap_lock: 'swap_lock: nobody looks at swap_map without it',
  lookup:
    'rcu_read_lock(): a page that is in a slot has the reference of the swap cache, which is given up behind the slot, so that page_cache_get_speculative() gets another one; who finds the slot changed behind that begins anew',
} as const;

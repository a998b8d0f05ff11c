import { bool, call, deref, goto, type Ptr, pointer, unless, when } from '../language/index.ts';
import {
  atomic_dec,
  type Current,
  clear_highpage,
  copy_highpage,
  down_read,
  get_page,
  giveReference,
  spin_lock,
  spin_unlock,
  takeReference,
  trylock_page,
  unlock_page,
  up_read,
  wait_on_page_locked,
} from '../primitives/index.ts';
import { atAddress, type Memory, memory, pteFields } from './machine.ts';
import { alloc_page, put_page, put_unmapped, unmapped } from './pages.ts';
import { migration_entry_to_page } from './rmapWalk.ts';
import {
  copy_pte,
  type HasAddress,
  type HasVma,
  load_pte,
  mmap_sem,
  none,
  page_lock,
  page_of,
  pageOf,
  pte_lock,
  pte_of,
  pte_same,
  pteOf,
  set_anon_rmap,
} from './rows.ts';
import { flush_tlb_page } from './tlb.ts';

interface HasNewPage {
  new_page: Ptr<'page'>;
}
const atPte = { vma: pointer('vma'), ...atAddress };
const newPageOf = (_s: Memory, my: HasNewPage & Current) => my.new_page;
const new_page_of = (s: Memory, my: HasNewPage) => deref(s.page, my.new_page);

const alloc_page_vma = alloc_page((_s, my: HasNewPage, page) => {
  my.new_page = page;
});

/** page_add_new_anon_rmap(): nobody knows the page yet. */
export const page_add_new_anon_rmap = (s: Memory, my: HasNewPage & HasVma & HasAddress) => {
  new_page_of(s, my).mapcount = 1;
  set_anon_rmap(s, { page: my.new_page, vma: my.vma, mm: my.mm, address: my.address });
};
const set_pte_at = (s: Memory, my: HasNewPage & HasAddress & Current) => {
  copy_pte(pte_of(s, my), pteOf('present', my.new_page, true));
  giveReference(newPageOf)(s, my);
};

/** A write to a page that may not be written: whoever is alone with it writes to it, whoever is not gets a copy. */
export const do_wp_page = memory.fn(
  'do_wp_page',
  'mm/memory.c v2.6.25',
  { ...atPte, ...pteFields },
  { new_page: pointer('page'), reuse: bool() },
  {
    TestSetPageLocked: unless(trylock_page(page_lock), 'page_cache_get'),
    /** reuse = can_share_swap_page(old_page) */
    'page_mapcount(page) == 1': unless((s, my) => {
      my.reuse = page_of(s, my).mapcount === 1;
      return my.reuse;
    }, 'unlock_page'),
    'unlock_page; reuse': unlock_page(page_lock),
    ptep_set_access_flags: goto('unlock', (s, my) => {
      pte_of(s, my).write = true;
    }),
    unlock_page: unlock_page(page_lock),
    page_cache_get: get_page(pageOf),
    pte_unmap_unlock: spin_unlock(pte_lock),
    alloc_page_vma,
    cow_user_page: (s, my) => copy_highpage(new_page_of(s, my), page_of(s, my)),
    pte_offset_map_lock: spin_lock(pte_lock),
    'pte_same(*page_table, orig_pte)': unless(pte_same, 'free_new_page'),
    page_remove_rmap: atomic_dec(page_of, 'mapcount'),
    /** ptep_clear_flush(), its two halves. */
    ptep_get_and_clear: (s, my) => {
      copy_pte(pte_of(s, my), none);
      takeReference(pageOf, unmapped)(s, my);
    },
    flush_tlb_page,
    set_pte_at,
    page_add_new_anon_rmap,
    release_unmapped: goto('release_old_page', put_unmapped(pageOf)),
    free_new_page: call(put_page, { page: 'new_page' }),
    release_old_page: call(put_page),
    unlock: spin_unlock(pte_lock),
  },
);

/** A write where nothing is, as it looked: a page of zeros, if nothing is there still. */
const do_anonymous_page = memory.fn(
  'do_anonymous_page',
  'mm/memory.c v2.6.18, of a write',
  atPte,
  { new_page: pointer('page') },
  {
    alloc_page_vma,
    clear_highpage: (s, my) => clear_highpage(new_page_of(s, my)),
    pte_offset_map_lock: spin_lock(pte_lock),
    'pte_none(*page_table)': unless((s, my) => pte_of(s, my).kind === 'none', 'release'),
    page_add_new_anon_rmap,
    set_pte_at: goto('unlock', set_pte_at),
    release: call(put_page, { page: 'new_page' }),
    unlock: spin_unlock(pte_lock),
  },
);

/** Sleeps until the page of a migration entry is unlocked, which is when the entry has gone. */
const migration_entry_wait = memory.fn('migration_entry_wait', 'mm/migrate.c v2.6.18', atAddress, pteFields, {
  pte_offset_map_lock: spin_lock(pte_lock),
  'is_migration_entry(entry)': when((s, my) => {
    load_pte(s, my);
    return my.kind === 'migration';
  }, 'migration_entry_to_page'),
  out: goto('return', spin_unlock(pte_lock)),
  migration_entry_to_page: (s, my) => {
    migration_entry_to_page(s, my.page);
  },
  get_page: get_page(pageOf),
  pte_unmap_unlock: spin_unlock(pte_lock),
  wait_on_page_locked: wait_on_page_locked(page_lock),
  put_page: call(put_page),
});

const goes = {
  present: 'spin_lock',
  migration: 'do_swap_page',
  swap: 'do_swap_page',
  none: 'do_anonymous_page',
} as const;

/** What a write comes to that the page table does not let through; with swap entries by the patch of model/swap. */
export const handle_pte_fault = memory.fn(
  'handle_pte_fault',
  'mm/memory.c v2.6.18, of a write',
  atPte,
  pteFields,
  {
    /** And pte_present(entry), pte_none(entry). */
    'entry = *pte': goto(['spin_lock', 'do_swap_page', 'do_anonymous_page'], (s, my) => {
      load_pte(s, my);
      return goes[my.kind];
    }),
    do_swap_page: call(migration_entry_wait),
    waited: goto('return'),
    do_anonymous_page: call(do_anonymous_page),
    mapped: goto('return'),
    spin_lock: spin_lock(pte_lock),
    'pte_same(*pte, entry) && !pte_write(entry)': when((s, my) => pte_same(s, my) && !my.write, 'do_wp_page'),
    unlock: goto('return', spin_unlock(pte_lock)),
    do_wp_page: call(do_wp_page),
  },
);

/** A page fault of a user. */
export const do_page_fault = memory.fn(
  'do_page_fault',
  'arch/x86/mm/fault.c v2.6.18, of a write',
  atPte,
  {},
  {
    down_read: down_read(mmap_sem),
    handle_mm_fault: call(handle_pte_fault),
    up_read: up_read(mmap_sem),
  },
);

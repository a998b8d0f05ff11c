import { before, call, goto, patch, remove, replace } from '../language/index.ts';
import { atomic_dec, list_add } from '../primitives/index.ts';
import { anon_vma_link, anon_vma_moveto_tail, same_anon_vma } from './anonVma.ts';
import { do_wp_page, page_add_new_anon_rmap } from './fault.ts';
import { copy_one_pte } from './fork.ts';
import { copy_vma } from './mremap.ts';
import { remove_migration_pte } from './rmapWalk.ts';
import { anon_vma_head, copy_pte, page_of, pte_of } from './rows.ts';

/** Without the hunks of mm/rmap.c in 0697212a411 (2.6.18), "Swapless page migration: add R/W migration entries". */
export const add_to_the_head = patch('rmap: add new vmas to the head of the list, as before 0697212a411').in(
  anon_vma_link,
  replace('list_add_tail', { list_add: list_add(same_anon_vma, anon_vma_head) }),
);

/**
 * What copy_one_pte() did in the first version of 0697212a411, as its message says: the second argument is a boolean,
 * and was SWP_MIGRATION_READ, which is 30.
 */
export const make_entries_writable = patch(
  'fork: make_migration_entry(page, SWP_MIGRATION_READ), as in the first version of 0697212a411',
).in(
  copy_one_pte,
  replace('set_pte_at(src_pte)', {
    'set_pte_at(src_pte)': goto('set_pte_at', (s, my) => {
      my.write = true;
      copy_pte(pte_of(s, my), my);
    }),
  }),
);

/** 486cf46f3f9b in 3.1. */
export const look_under_the_lock = patch('mm: fix race between mremap and removing migration entry').in(
  remove_migration_pte,
  remove('!is_swap_pte(*ptep)'),
);

/** 948f017b093a in 3.3. */
export const enforce_order = patch(
  'mremap: enforce rmap src/dst vma ordering in case of vma_merge() succeeding in copy_vma()',
).in(
  copy_vma,
  replace('prev->vm_end', {
    'prev->vm_end': (s, my) => {
      s.vma[my.new_vma!]!.vm_end = my.new_addr + 1;
    },
    anon_vma_moveto_tail: call(anon_vma_moveto_tail, { vma: 'new_vma' }),
    merged: goto('return'),
  }),
);

/** 945754a1754 in 2.6.26. */
export const remove_rmap_behind_the_switch = patch('mm: fix race in COW logic').in(
  do_wp_page,
  remove('page_remove_rmap'),
  before('release_unmapped', { page_remove_rmap: atomic_dec(page_of, 'mapcount') }),
);

/** As do_wp_page() is from 2.6.28 on: who finds the page finds it on the LRU list, to which this function adds it then. */
export const add_rmap_in_front_of_the_pte = patch(
  'mm: page_add_new_anon_rmap() adds the page to its LRU list',
).in(do_wp_page, remove('page_add_new_anon_rmap'), before('set_pte_at', { page_add_new_anon_rmap }));

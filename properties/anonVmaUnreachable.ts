import type { Unreachable } from '../model/language/index.ts';

/*
 * Why designs of migration take some ways never, each with the reason. The search checks every one of them.
 */

/** Of every design. */
export const mappingStays: Unreachable = {
  '*.anon_mapping: jumps':
    'nobody but its one migration takes its mapping from a page, and that looks before it does',
  'remove_migration_ptes.page_anon_vma: jumps': 'the page that ptes are put back on has got the mapping',
  'unlink_anon_vmas.avc: jumps': 'every vma that is unmapped has an anon_vma',
};

/** Where the anon_vma counts nobody but its vmas when it looks whether its list is empty. */
export const lastVma: Unreachable = {
  'unlink_anon_vmas.empty: jumps': 'without fork an anon_vma has one vma, and its list is empty without it',
};

/** Of 2.6.38 and 2.6.39: the anon_vma of the process that comes and goes has no page that is migrated. */
export const ownAnonVma = (label: string): Unreachable => ({
  [`fault_then_exit.unlink_anon_vmas.${label}: jumps`]: 'nobody migrates a page of the short-lived process',
});

/** Without KSM. */
export const onlyReference: Unreachable = {
  'drop_anon_vma.atomic_dec_and_lock: jumps': 'nobody but the one migration holds an anon_vma from outside',
};

/** From 3.0 on. */
export const heldAlready: Unreachable = Object.fromEntries(
  [
    'try_to_unmap.page_lock_anon_vma.page_get_anon_vma.atomic_inc_not_zero: jumps',
    'try_to_unmap.page_lock_anon_vma.page_get_anon_vma.put_anon_vma.atomic_dec_and_test: falls',
    'try_to_unmap.page_unlock_anon_vma.put_anon_vma.atomic_dec_and_test: falls',
  ].map((way) => [way, 'unmap_and_move() has a reference of its own as long as try_to_unmap() has one']),
);

import {
  extend_refcounts,
  fix_migration_hangs,
  get_unless_zero,
  migrate_swapcache,
  recheck_mapped,
  share_refcount,
  simplify_refcounts,
  skip_unmapped,
  take_reference,
} from './anonVmaSeries.ts';

/** What mainline had merged of the anon_vma patches in each release, on top of 2.6.34 and in the order of its history. */
const firstInto_2_6_35 = [take_reference, share_refcount, skip_unmapped];
const v2_6_35 = [...firstInto_2_6_35, migrate_swapcache];
const v2_6_37 = [...v2_6_35, extend_refcounts, recheck_mapped];
const v2_6_38 = [...v2_6_37, fix_migration_hangs];
const v2_6_39 = [...v2_6_38, simplify_refcounts];
const v3_0 = [...v2_6_39, get_unless_zero];

/** The series of each kernel, by its name: its patches in order. */
export const releases = {
  '2.6.34+ref+share+skip-unmapped': firstInto_2_6_35,
  '2.6.35': v2_6_35,
  '2.6.37': v2_6_37,
  '2.6.38': v2_6_38,
  '2.6.39': v2_6_39,
  '3.0': v3_0,
} as const;

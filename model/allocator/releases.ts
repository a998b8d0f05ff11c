import { count_when_listed, count_when_taken, mergeable_last, use_page_private } from './patches.ts';

const v2_6_33 = [count_when_taken, use_page_private];
const v2_6_35 = [...v2_6_33, mergeable_last];

/** The page allocator of each release: 2.6.32 is the machine without a patch. */
export const releases = {
  '2.6.32': [],
  '2.6.33': v2_6_33,
  '2.6.35': v2_6_35,
  '2.6.36': [...v2_6_35, count_when_listed],
} as const;

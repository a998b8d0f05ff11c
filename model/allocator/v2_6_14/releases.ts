import { fragcore, percpu } from './easyrclm.ts';
import { choose_by_type, split_free_lists } from './mobility.ts';
import { no_second_try, page_state_opt } from './patches.ts';
import { create_zone_movable } from './zoneBased.ts';

/** What keeps pages of the kernel apart from those of users, by the release or the proposal that it is from. */
export const grouping = {
  '2.6.14': [],
  'easyrclm-shared-pcp': [no_second_try, fragcore],
  easyrclm: [no_second_try, fragcore, percpu],
  '2.6.24': [no_second_try, page_state_opt, split_free_lists, choose_by_type],
  'zone-based': [no_second_try, page_state_opt, create_zone_movable],
} as const;

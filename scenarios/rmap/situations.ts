import { add, row } from '../../model/language/index.ts';
import { anonVma, area, mapped } from '../../model/mm/initial.ts';
import type { Memory } from '../../model/mm/machine.ts';
import type { SwapMemory } from '../../model/swap/machine.ts';

/** A process has forked: the page is at the first address of both mms, and neither may write to it. */
export function forked(s: Memory): void {
  anonVma(s, 0);
  for (const mm of [0, 1]) {
    area(s, mm, { mm, start: 0, length: 1, pgoff: 0 });
    mapped(s, mm, 0, 0, false);
  }
  for (const [user, mm] of [0, 1, 1].entries()) s.user[user]!.mm = row('mm', mm);
  for (const page of s.page.slice(1)) page.free = true;
}

/** As above, and the page has been swapped out since: both ptes have its entry, and it is in the swap cache still. */
export function swappedOut(s: SwapMemory): void {
  anonVma(s, 0);
  for (const mm of [0, 1]) {
    area(s, mm, { mm, start: 0, length: 1, pgoff: 0 });
    Object.assign(s.mm[mm]!.pte[0]!.value, { kind: 'swap', entry: row('slot', 0) });
  }
  for (const [user, mm] of [0, 0, 1].entries()) s.user[user]!.mm = row('mm', mm);
  for (const page of s.page.slice(1)) page.free = true;
  Object.assign(s.page[0]!, { count: 1, mapping: row('anon_vma', 0), private: row('slot', 0) });
  Object.assign(s.slot[0]!, { page: row('page', 0) });
  Object.assign(s.slot[0]!.swap_map, { count: 2, has_cache: true });
  s.swapper_space.pages = add(s.swapper_space.pages, row('page', 0));
}

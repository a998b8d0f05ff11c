import { row } from '../../model/language/index.ts';
import { anonVma, area, mapped } from '../../model/mm/initial.ts';
import type { Memory } from '../../model/mm/machine.ts';

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

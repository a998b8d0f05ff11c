import { type HasPage, pageblock_of } from '../zone.ts';
import type { Zones } from './zones.ts';

/** From here on a thread goes by the type of the block that its page is in; where blocks are zones, by its zone. */
export const set_type = (s: Zones, my: HasPage & { type: number }): void => {
  my.type = pageblock_of(s, my.page!).migratetype;
};
/** The same of the per-CPU lists. */
export const set_list = (s: Zones, my: HasPage & { list: number }): void => {
  my.list = pageblock_of(s, my.page!).migratetype;
};

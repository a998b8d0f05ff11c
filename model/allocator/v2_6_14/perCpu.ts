import { type HasCpu, pcp_of } from '../pcpLists.ts';
import type { Zones } from './zones.ts';

/** A thread that goes by one of its CPU's lists: 0 where there is one alone. */
export interface HasList extends HasCpu {
  list: number;
}

/** pcp->count[list] */
export const count_of = (s: Zones, my: HasList): number => {
  const { count, count_easy } = pcp_of(s, my) as Zones['pcp'][number];
  return my.list === 0 ? count : count_easy;
};
/** pcp->count[list] += n */
export const add_to_count = (s: Zones, my: HasList, n: number): void => {
  const pcp = s.pcp[my.cpu]!;
  if (my.list === 0) pcp.count += n;
  else pcp.count_easy += n;
};

import { addressOf, container_of, type Ptr, type Row, row } from '../language/index.ts';
import { list_entries } from '../primitives/index.ts';
import { migratetypes, type Zone } from './zone.ts';

/** A thread on a CPU. */
export interface HasCpu {
  readonly cpu: number;
}

type PcpType = Exclude<(typeof migratetypes)[number], 'MIGRATE_RESERVE'>;
const typeOf = (migratetype: number) => migratetypes[migratetype] as PcpType;

/** this_cpu_ptr(zone->pageset)->pcp, of a thread that its CPU keeps. */
export const pcp_of = (s: Zone, my: HasCpu) => s.pcp[my.cpu]!;
/** &pcp->lists[migratetype] */
export const pcp_list_of = (cpu: number, migratetype: number) =>
  addressOf(`pcp[].${typeOf(migratetype)}`, row('pcp', cpu));

/** list->next as a page, or null where the list is empty. */
export const pcp_first = (s: Zone, cpu: number, migratetype: number): Ptr<'page'> =>
  container_of(s.pcp[cpu]![typeOf(migratetype)].next, 'page[].lru');
/** list->prev as a page, or null where the list is empty. */
export const pcp_last = (s: Zone, cpu: number, migratetype: number): Ptr<'page'> =>
  container_of(s.pcp[cpu]![typeOf(migratetype)].prev, 'page[].lru');

/** The pages on a per-CPU list, in its order. */
export const pcp_pages = (s: Zone, cpu: number, migratetype: number): Row<'page'>[] =>
  list_entries(s, pcp_list_of(cpu, migratetype), 'page[].lru');

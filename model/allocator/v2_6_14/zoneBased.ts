import { after, before, goto, patch, replace, when } from '../../language/index.ts';
import { has_page } from '../zone.ts';
import { __alloc_pages, buffered_rmqueue } from './allocPage.ts';
import { set_list, set_type } from './blockType.ts';
import { free_hot_cold_page, free_pages_bulk } from './freePage.ts';
import { __rmqueue, note_failure } from './rmqueue.ts';
import type { Zones } from './zones.ts';

/** Where anybody may allocate. */
export const ZONE_NORMAL = 0;
/** Where allocations with __GFP_MOVABLE look first, which is __GFP_EASYRCLM here. */
export const ZONE_MOVABLE = 1;

const first_zone = (_s: Zones, my: { readonly gfp_easyrclm: boolean; zone: number }) => {
  my.zone = my.gfp_easyrclm ? ZONE_MOVABLE : ZONE_NORMAL;
};
/** Goes on to the next zone of the zonelist; false where there is none. */
const next_zone = (_s: Zones, my: { zone: number }) => {
  const more = my.zone === ZONE_MOVABLE;
  my.zone = ZONE_NORMAL;
  return more;
};
const use_zone = (_s: Zones, my: { readonly zone: number; list: number; type: number }) => {
  my.list = my.zone;
  my.type = my.zone;
};
/** The page may be in the zone that comes behind. */
const note = (s: Zones, my: { readonly type: number }) => {
  if (my.type === ZONE_NORMAL) note_failure(s);
};

/** 2.6.23, 2a1e274acf0: a zone of its own for what can be given back, where the kernel allocates nothing. */
export const create_zone_movable = patch('Create the ZONE_MOVABLE zone')
  .in(
    __alloc_pages,
    before('buffered_rmqueue', { 'z = zonelist->zones': first_zone }),
    after('buffered_rmqueue', {
      'if (page)': when(has_page, 'return'),
      '*(++z) != NULL': when(next_zone, 'buffered_rmqueue'),
    }),
  )
  .in(buffered_rmqueue, before('local_irq_save', { 'zone_pcp(zone, cpu)': use_zone }))
  .in(__rmqueue, replace('return NULL', { 'return NULL': goto('return', note) }))
  .in(free_hot_cold_page, before('list_add', { 'page_zone(page)': set_list }))
  .in(free_pages_bulk, before('__free_pages_bulk', { 'page_zone(page)': set_type }));

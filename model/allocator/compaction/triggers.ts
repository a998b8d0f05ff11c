import { call } from '../../language/index.ts';
import { list_empty, VM_BUG_ON } from '../../primitives/index.ts';
import { result } from './compactFinished.ts';
import { compact_zone } from './compactZone.ts';
import { type Compaction, compaction, freepages, migratepages } from './machine.ts';

const no_order = (s: Compaction) => {
  s.cc.nr_freepages = 0;
  s.cc.nr_migratepages = 0;
  s.cc.order = -1;
};
const empty = list_empty(freepages);
const empty_too = list_empty(migratepages);
const given_back = (s: Compaction, my: object) => {
  VM_BUG_ON(!empty(s, my), '!list_empty(&cc.freepages)');
  VM_BUG_ON(!empty_too(s, my), '!list_empty(&cc.migratepages)');
};

/**
 * Compacts all zones of a node, which here is one: what both /proc/sys/vm/compact_memory and the file of the node in /sys
 * come to, whatever is written.
 */
export const compact_node = compaction.fn(
  'compact_node',
  'mm/compaction.c v2.6.35, of a node with one zone',
  {},
  { ret: result() },
  {
    'order = -1': no_order,
    compact_zone: call(compact_zone, { ret: 'ret' }),
    'VM_BUG_ON(!list_empty(freepages) || !list_empty(migratepages))': given_back,
  },
);

/** Somebody kills the one who compacts. */
export const kill = compaction.fn(
  'kill',
  'kernel/signal.c v2.6.35',
  {},
  {},
  {
    send_sig: (s) => {
      s.fatal_signal = true;
    },
  },
);

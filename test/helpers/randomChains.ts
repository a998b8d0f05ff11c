import { addressOf, type Ptr, pointer, table } from '../../model/language/index.ts';
import {
  hlist,
  hlist_add_head,
  hlist_del,
  hlist_del_init,
  hlist_for_each_entry,
  hlist_unhashed,
  INIT_LIST_HEAD,
  list_add_rcu,
  list_add_tail_rcu,
  list_del_rcu,
  list_for_each_entry,
  list_for_each_entry_rcu,
  list_head,
  list_move_tail,
  list_splice,
  list_splice_tail,
  list_splice_tail_init,
  rcu_read_lock,
  rcu_read_unlock,
} from '../../model/primitives/index.ts';
import { part } from './randomPart.ts';

const { hlist_head, hlist_node } = hlist({ nodes: ['hn[].node'], heads: ['bucket[].head'] });
const hashed = (row: number) => () => addressOf('hn[].node', row as Ptr<'hn'>);
const bucket = () => addressOf('bucket[].head', 0 as Ptr<'bucket'>);
const onList = list_head('ln[].list', 'lhead[].list');
const listed = (row: number) => () => addressOf('ln[].list', row as Ptr<'ln'>);
const listHead = () => addressOf('lhead[].list', 0 as Ptr<'lhead'>);
const otherHead = () => addressOf('lhead[].list', 1 as Ptr<'lhead'>);

/** Lists that are hashed, and lists that are read under RCU: two rows each. */
export const chains = part({
  shape: {
    bucket: table(1, { head: hlist_head }),
    hn: table(2, { node: hlist_node }),
    lhead: table(2, { list: onList }),
    ln: table(2, { list: onList }),
  },
  rows: { hn: 2, ln: 2 },
  locals: { hpos: pointer('hn'), lpos: pointer('ln') },
  steps: {
    hlist_add_head: hlist_add_head(hashed(0), bucket),
    'hlist_add_head(1)': hlist_add_head(hashed(1), bucket),
    hlist_del: hlist_del(hashed(0)),
    hlist_del_init: hlist_del_init(hashed(1)),
    list_add_rcu: list_add_rcu(listed(0), listHead),
    list_add_tail_rcu: list_add_tail_rcu(listed(1), listHead),
    list_del_rcu: list_del_rcu(listed(0)),
    'list_del_rcu(1)': list_del_rcu(listed(1)),
    list_move_tail: list_move_tail(listed(0), otherHead),
    list_splice: list_splice(listHead, otherHead),
    list_splice_tail: list_splice_tail(otherHead, listHead),
    list_splice_tail_init: list_splice_tail_init(listHead, otherHead),
    rcu_read_lock,
    rcu_read_unlock,
  },
  pairs: [
    ['hlist_add_head', 'hlist_del'],
    ['hlist_add_head(1)', 'hlist_del_init'],
    ['list_add_rcu', 'list_del_rcu'],
    ['list_add_tail_rcu', 'list_del_rcu(1)'],
    ['rcu_read_lock', 'rcu_read_unlock'],
  ],
  tests: { hlist_unhashed: hlist_unhashed(hashed(0)) },
  walks: {
    hlist_for_each_entry: (end) => hlist_for_each_entry(bucket, 'hn[].node', 'hpos', end),
    list_for_each_entry: (end) => list_for_each_entry(listHead, 'ln[].list', 'lpos', end),
    list_for_each_entry_rcu: (end) => list_for_each_entry_rcu(listHead, 'ln[].list', 'lpos', end),
  },
  begins: (s) => {
    INIT_LIST_HEAD(s, listHead()!);
    INIT_LIST_HEAD(s, otherHead()!);
  },
});

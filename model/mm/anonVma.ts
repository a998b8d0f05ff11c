import { addressOf, bool, deref, goto, type Ptr, pointer, unless } from '../language/index.ts';
import {
  INIT_LIST_HEAD,
  kmem_cache_alloc,
  kmem_cache_free,
  list_add,
  list_add_tail,
  list_del,
  list_empty,
  list_first_entry_or_null,
  list_for_each_entry,
  list_move_tail,
  spin_lock,
  spin_unlock,
} from '../primitives/index.ts';
import { type Memory, memory } from './machine.ts';
import { anon_vma_head, anon_vma_lock, anon_vma_of, type HasVma, vma_of } from './rows.ts';

interface HasAvc {
  avc: Ptr<'avc'>;
}

/** &avc->same_anon_vma */
export const same_anon_vma = (_s: Memory, my: HasAvc) => addressOf('avc[].same_anon_vma', my.avc);
const same_vma = (_s: Memory, my: HasAvc) => addressOf('avc[].same_vma', my.avc);
const anon_vma_chain = (_s: Memory, my: HasVma) => addressOf('vma[].anon_vma_chain', my.vma);

/** A vma that is a copy of another gets onto the list of the anon_vma that it has by that. */
export const anon_vma_link = memory.fn(
  'anon_vma_link',
  'mm/rmap.c v2.6.18; anon_vma_clone v2.6.34 with one anon_vma',
  { vma: pointer('vma') },
  { anon_vma: pointer('anon_vma'), avc: pointer('avc') },
  {
    '!vma->anon_vma': unless((s, my) => {
      my.anon_vma = vma_of(s, my).anon_vma;
      return my.anon_vma !== null;
    }, 'return'),
    /** Before 2.6.34 the anon_vma_node of the vma itself. */
    anon_vma_chain_alloc: kmem_cache_alloc('avc', (s: Memory, my: HasVma & HasAvc, row) => {
      my.avc = row;
      const avc = s.avc[row]!;
      avc.vma = my.vma;
      avc.anon_vma = vma_of(s, my).anon_vma;
      INIT_LIST_HEAD(s, anon_vma_chain(s, my));
      list_add(same_vma, anon_vma_chain)(s, my);
    }),
    spin_lock: spin_lock(anon_vma_lock),
    list_add_tail: list_add_tail(same_anon_vma, anon_vma_head),
    spin_unlock: spin_unlock(anon_vma_lock),
  },
);

/** Takes a vma off the lists that it is on, and frees an anon_vma with the last vma of its list. */
export const unlink_anon_vmas = memory.fn(
  'unlink_anon_vmas',
  'mm/rmap.c v2.6.34, with anon_vma_unlink',
  { vma: pointer('vma') },
  { anon_vma: pointer('anon_vma'), avc: pointer('avc'), empty: bool() },
  {
    next_avc: unless(list_first_entry_or_null(anon_vma_chain, 'avc[].same_vma', 'avc'), 'return'),
    'anon_vma = avc->anon_vma': (s, my) => {
      my.anon_vma = deref(s.avc, my.avc).anon_vma;
    },
    spin_lock: spin_lock(anon_vma_lock),
    list_del: list_del(same_anon_vma),
    'empty = list_empty(&anon_vma->head)': (s, my) => {
      my.empty = list_empty(anon_vma_head)(s, my);
    },
    spin_unlock: spin_unlock(anon_vma_lock),
    empty: unless((_s, my) => my.empty, 'anon_vma_chain_free'),
    anon_vma_free: (s, my) => kmem_cache_free(anon_vma_of(s, my), s),
    anon_vma_chain_free: goto('next_avc', (s, my) => {
      list_del(same_vma)(s, my);
      kmem_cache_free(deref(s.avc, my.avc), s);
      my.avc = null;
    }),
  },
);

/** Puts a vma behind all others on the lists that it is on: what moves to it from one of these is found on the way. */
export const anon_vma_moveto_tail = memory.fn(
  'anon_vma_moveto_tail',
  'mm/rmap.c v3.3 (948f017b093a)',
  { vma: pointer('vma') },
  { anon_vma: pointer('anon_vma'), avc: pointer('avc') },
  {
    next_avc: list_for_each_entry(anon_vma_chain, 'avc[].same_vma', 'avc', 'return'),
    'anon_vma = avc->anon_vma': (s, my) => {
      my.anon_vma = deref(s.avc, my.avc).anon_vma;
    },
    spin_lock: spin_lock(anon_vma_lock),
    list_move_tail: list_move_tail(same_anon_vma, anon_vma_head),
    spin_unlock: spin_unlock(anon_vma_lock),
    again: goto('next_avc'),
  },
);

import { count, deref, pointer } from '../../model/language/index.ts';
import {
  allocate,
  call_rcu,
  kfree_rcu,
  kfree_rcu_work,
  kmem_cache_alloc,
  kmem_cache_destroy,
  kmem_cache_free,
  rcu_assign_pointer,
  rcu_barrier,
  rcu_callback_done,
  rcu_dereference,
  rcu_do_batch,
  rcu_read_lock,
  rcu_read_unlock,
  rcuFields,
  slabWithRcuHead,
  synchronize_rcu,
} from '../../model/primitives/index.ts';
import { type Any, part } from './randomPart.ts';

const keepRow = (_s: Any, my: Any, row: unknown): void => {
  my.r = row;
};
/** Callbacks and grace periods, with two objects that RCU keeps. */
export const rcu = part({
  shape: { robj: slabWithRcuHead(2, { v: count(1) }), gp: pointer('robj') },
  rows: { robj: 2 },
  task: rcuFields(),
  locals: { r: pointer('robj') },
  steps: {
    rcu_read_lock,
    rcu_read_unlock,
    call_rcu: call_rcu((s: Any, my: Any) => deref(s.robj, my.r) as Any),
    kfree_rcu: kfree_rcu((s: Any) => s.robj[0]),
    rcu_do_batch: rcu_do_batch('robj', keepRow as never),
    rcu_callback_done,
    kfree_rcu_work: kfree_rcu_work('robj'),
    ...rcu_barrier('rcu_barrier'),
    ...synchronize_rcu('synchronize_rcu'),
    rcu_dereference: (s: Any, my: Any) => {
      my.r = rcu_dereference(s, my, s.gp);
    },
    rcu_assign_pointer: rcu_assign_pointer(
      (s: Any) => s,
      'gp',
      (_s, my: Any) => my.r,
    ),
    'gp = NULL': rcu_assign_pointer(
      (s: Any) => s,
      'gp',
      () => null,
    ),
    kmem_cache_destroy: kmem_cache_destroy('robj'),
    kmem_cache_free: (s: Any, my: Any) => {
      if (my.r !== null) kmem_cache_free(s.robj[my.r], s);
    },
    kmem_cache_alloc: kmem_cache_alloc('robj', keepRow as never, { mayFail: () => {} } as never),
    'r->v = 1': (s: Any, my: Any) => {
      if (my.r !== null) s.robj[my.r].v = 1;
    },
  },
  pairs: [
    ['rcu_read_lock', 'rcu_read_unlock'],
    ['rcu_do_batch', 'rcu_callback_done'],
    ['rcu_barrier', 'rcu_barrier: wait'],
    ['synchronize_rcu', 'synchronize_rcu: wait'],
    ['kmem_cache_alloc', 'rcu_assign_pointer'],
    ['rcu_dereference', 'r->v = 1'],
  ],
  begins: (s: Any) => {
    allocate(s.robj[0]);
    s.gp = 0;
  },
  tests: { 'r->v': (s: Any, my: Any) => my.r !== null && s.robj[my.r].v === 1 },
});

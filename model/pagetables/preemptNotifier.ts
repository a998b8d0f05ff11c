import { after, call, either, goto, on, patch, pointer } from '../language/index.ts';
import { type Current, cond_resched, preempt_disable, preempt_enable } from '../primitives/index.ts';
import { free_pgtables } from './freePgtables.ts';
import { tlb_flush_mmu } from './gather.ts';
import { type Mm, mm, mmu_gather } from './mm.ts';
import { gather_of } from './rows.ts';
import { unlink_vma_before_pagetables } from './unlinkFirst.ts';
import { begins } from './work.ts';
import { unmap_vmas } from './zap.ts';

/**
 * Where the task may be preempted: the notifier flushes what it has gathered before another one gets the CPU, and it begins anew
 * when it is back. The gather is that of the CPU all the same, so nobody may come between two accesses to it: these are the
 * places where nobody is in the middle of one, nor holds a lock.
 */
const preempt_point = mm.fn(
  'preempt_point',
  "the thread of July 2007: 'a notifier that we are being preempted'",
  { tlb: mmu_gather },
  { mm: pointer('mm') },
  {
    need_resched: either(
      on(() => true, goto('return', begins)),
      on(() => true),
    ),
    fire_sched_out_preempt_notifiers: call(tlb_flush_mmu),
    'mm = tlb->mm': (s, my) => {
      my.mm = gather_of(s, my).mm;
    },
    preempt_enable: (s: Mm, my: Current) => {
      preempt_enable(s, my);
      begins(s, my);
    },
    schedule: cond_resched,
    preempt_disable,
    fire_sched_in_preempt_notifiers: (s, my) => {
      gather_of(s, my).mm = my.mm;
    },
  },
);

/** The other way that was proposed: the lists of the CPUs stay, and whoever is scheduled out flushes his. */
export const preempt_notifier = patch(
  'mm: flush the mmu_gather from a preempt notifier',
  unlink_vma_before_pagetables,
)
  .in(unmap_vmas, after('unmap_page_range', { preempted: call(preempt_point) }))
  .in(
    free_pgtables,
    after('anon_vma_unlink', { 'preempted behind the anon_vma': call(preempt_point) }),
    after('unlink_file_vma', { 'preempted behind the file': call(preempt_point) }),
  );

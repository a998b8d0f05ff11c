import {
  addressOf,
  after,
  before,
  either,
  goto,
  on,
  patch,
  remove,
  replace,
  row,
  when,
} from '../language/index.ts';
import { type Current, preempt_disable } from '../primitives/index.ts';
import { tlb_finish_mmu, tlb_flush_mmu, tlb_gather_mmu, tlb_remove_page } from './gather.ts';
import type { Mm } from './mm.ts';
import { batch_of, gather_of, type HasGather, vma_of } from './rows.ts';
import { unmap_vmas, zap_pte_range } from './zap.ts';

type Task = Current & { readonly cpu: number };

const onStack = (_s: Mm, my: Task & HasGather) => {
  my.tlb = addressOf('task[].mmu_gather', my.current);
};

/** The first step: the head of the batch is on the stack, its pages stay per CPU, and preemption off. */
export const head_on_stack = patch('mm: the head of the mmu_gather on the stack').in(
  tlb_gather_mmu,
  replace('get_cpu_var', {
    'tlb = &on_stack': onStack,
    get_cpu_var: (s, my) => {
      preempt_disable(s, my);
      gather_of(s, my).active = addressOf('cpu[].batch', row('cpu', my.cpu));
    },
  }),
);

/** What nobody should do: the gather of the CPU, with preemption enabled. */
export const percpu_preemptible = patch('mm: mmu_gather per CPU without get_cpu_var')
  .in(
    tlb_gather_mmu,
    replace('get_cpu_var', {
      __get_cpu_var: (_s, my) => {
        my.tlb = addressOf('cpu[].mmu_gathers', row('cpu', my.cpu));
      },
    }),
  )
  .in(tlb_finish_mmu, remove('put_cpu_var'));

const local = (my: Task) => addressOf('task[].batch', my.current);

/** __get_free_pages(GFP_NOWAIT) of a page for more entries, which may fail. */
export const tlb_next_batch = () =>
  either(
    on(
      () => true,
      goto('return', (s: Mm, my: Task & HasGather) => {
        const tlb = gather_of(s, my);
        tlb.next = true;
        tlb.active = addressOf('task[].batch_page', my.current);
        batch_of(s, my).max = s.task[my.current]!.batch_page.pages.length;
      }),
    ),
    on(() => true),
  );

/**
 * All on the stack, with preemption enabled: an array of so many entries, and a page for more of them, where there is one to be
 * had; where there is none, the array is flushed whenever it is full. d16dfc550f53 in 3.0 has it so, with an array of 8
 * (MMU_GATHER_BUNDLE) and as many pages as it gets; it flushes elsewhere, see flushBehindLock.ts.
 */
export const stack_and_page = (entries: number) =>
  patch(`mm: mmu_gather rework, ${entries} on the stack`)
    .in(
      tlb_gather_mmu,
      replace('get_cpu_var', {
        'tlb = &on_stack': onStack,
        'tlb->active = &tlb->local': (s, my) => {
          const tlb = gather_of(s, my);
          tlb.active = local(my);
          batch_of(s, my).max = entries;
        },
      }),
    )
    .in(
      tlb_remove_page,
      before('tlb_flush_mmu', {
        tlb_next_batch: tlb_next_batch(),
      }),
    )
    .in(
      tlb_flush_mmu,
      after('tlb->nr = 0', {
        /** `for (batch = &tlb->local; batch; batch = batch->next)`: the order is no matter. */
        'batch != &tlb->local': when((s, my) => {
          const tlb = gather_of(s, my);
          const isOther = tlb.active !== local(my);
          tlb.active = local(my);
          return isOther;
        }, 'free_pages_and_swap_cache'),
      }),
    )
    .in(
      tlb_finish_mmu,
      replace('put_cpu_var', {
        free_pages: (s, my) => {
          gather_of(s, my).next = false;
        },
      }),
    )
    .in(
      unmap_vmas,
      remove('zap_work > 0'),
      remove('tlb_finish_mmu'),
      remove('cond_resched'),
      remove('tlb_gather_mmu'),
      remove('zap_work = ZAP_BLOCK_SIZE again'),
      remove('start != end'),
    )
    .in(
      zap_pte_range,
      replace('next', {
        next: when((s, my) => {
          my.addr++;
          my.page = null;
          return my.addr !== vma_of(s, my).end;
        }, 'ptep_get_and_clear'),
      }),
    );

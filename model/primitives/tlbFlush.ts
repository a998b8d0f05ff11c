import { goto, type Operation } from '../language/index.ts';
import {
  type CsdOf,
  csd_lock_wait,
  csd_unlock,
  flush_smp_call_function_queue,
  smp_call_function_single,
} from './ipi.ts';
import type { Irqs } from './irq.ts';
import { named } from './named.ts';
import type { Current } from './task.ts';
import type { TlbEntry } from './tlb.ts';

/** Finds what a CPU has of an mm in its TLB: one entry, or all of them. */
export type TlbOf<S, L> = (state: S, my: L) => TlbEntry | readonly TlbEntry[];

/**
 * local_flush_tlb(), or __flush_tlb_one() of one address: this CPU forgets what it has in its TLB. Another one does not.
 * arch/x86/include/asm/tlbflush.h
 * @param tlbOf finds the entry, or the entries, of this CPU
 * @example
 * local_flush_tlb: local_flush_tlb((s, my) => s.tlb[my.cpu]!.entry),
 * ...flush_tlb_others('flush_tlb_others', csd),
 */
export const local_flush_tlb = <S, L>(tlbOf: TlbOf<S, L>) =>
  named('local_flush_tlb', (state: S, my: L): void => {
    const entries = [tlbOf(state, my)].flat();
    for (const entry of entries) {
      entry.page = null;
      entry.write = false;
      entry.generation = 0;
      entry.walking = false;
    }
  });

/**
 * flush_tlb_others(), to one CPU: has it flush its TLB by an IPI, and waits until it has. Which CPUs are asked is for the
 * caller to say, by mm_cpumask(mm) or with less care; one after the other, if there are several. With interrupts disabled
 * it is a WARN, as smp_call_function_single() is: two CPUs that flush each other would wait for ever.
 * native_flush_tlb_others() in arch/x86/mm/tlb.c v5.12, kernel/smp.c
 * @param label the label of the call; that of the wait is `label: wait`
 * @param csdOf finds the callSingleData() of the CPU that is asked
 * @example
 * local_flush_tlb: local_flush_tlb((s, my) => s.tlb[my.cpu]!.entry),
 * ...flush_tlb_others('flush_tlb_others', csd),
 */
export function flush_tlb_others<S, L, const Label extends string>(
  label: Label,
  csdOf: CsdOf<S, L>,
): { readonly [K in Label | `${Label}: wait`]: Operation<S & Irqs, L & Current> } {
  const call = smp_call_function_single(csdOf, { wait: true });
  return { [label]: call, [`${label}: wait`]: csd_lock_wait(csdOf) } as never;
}

/**
 * flush_tlb_func(), with the IPI around it: the listing of a thread in the context `interrupt` on the CPU that is asked,
 * which is optional. It flushes, then says that it has.
 * arch/x86/mm/tlb.c v5.12, kernel/smp.c
 * @param csdOf finds the callSingleData() of this CPU
 * @param tlbOf finds what this CPU has in its TLB
 * @example
 * ...flush_tlb_func(csd, (s: Mm) => s.tlb[1]!.entry),
 */
export const flush_tlb_func = <S, L>(csdOf: CsdOf<S, L>, tlbOf: TlbOf<S, L>) => ({
  flush_smp_call_function_queue: flush_smp_call_function_queue(csdOf),
  flush_tlb_func: local_flush_tlb(tlbOf),
  csd_unlock: goto('flush_smp_call_function_queue', csd_unlock(csdOf)),
});

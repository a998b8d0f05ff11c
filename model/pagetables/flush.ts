import { deref, type Ptr, pointer, unless } from '../language/index.ts';
import { type Current, flush_tlb_func, flush_tlb_others, local_flush_tlb } from '../primitives/index.ts';
import { type Mm, mm } from './mm.ts';
import { work } from './work.ts';

const entriesOf = (s: Mm, cpu: number) => s.tlb[cpu]!.entry.map(({ entry }) => entry);
const forgets = local_flush_tlb((s: Mm, my: { readonly cpu: number }) => entriesOf(s, my.cpu));

/** The CPU forgets what it has of the mm; only of mm 0 is kept what CPUs have. */
const forget = (s: Mm, my: { readonly cpu: number }) => {
  forgets(s, my);
  s.tlb[my.cpu]!.pde = null;
};

/** Flushes the mm on this CPU, and on CPU 1 where that runs it. */
export const flush_tlb_mm = mm.fn(
  'flush_tlb_mm',
  'arch/i386/kernel/smp.c v2.6.15',
  { mm: pointer('mm') },
  {},
  {
    local_flush_tlb: (s: Mm, my: Current & { readonly cpu: number; readonly mm: Ptr<'mm'> }) => {
      // `if (current->active_mm == mm)`: who reclaims is a kernel thread on another CPU.
      if (my.mm === 0 && my.cpu < s.tlb.length) forget(s, my);
      work(s, my);
    },
    cpus_empty: unless((s, my) => deref(s.mm, my.mm).on_cpu1, 'return'),
    ...flush_tlb_others('flush_tlb_others', (s: Mm) => s.csd),
  },
);

/** The IPI that asks CPU 1 to flush, which is all that it is asked. */
export const smp_invalidate_interrupt = mm.fn(
  'smp_invalidate_interrupt',
  'arch/i386/kernel/smp.c v2.6.15, by kernel/smp.c v5.12',
  {},
  {},
  {
    ...flush_tlb_func(
      (s: Mm) => s.csd,
      (s: Mm) => entriesOf(s, 1),
    ),
    flush_tlb_func: (s, my) => forget(s, my),
  },
);

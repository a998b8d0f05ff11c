import type { Scenario } from '../model/language/index.ts';

type Load = () => Promise<{ readonly default: Scenario }>;

/** The scenarios that are shipped, and that a bare `mmcheck check` checks: a line each. */
const scenarios: Readonly<Record<string, Load>> = {
  'allocator/antifrag': () => import('../scenarios/allocator/antifrag.ts'),
  'allocator/buddy': () => import('../scenarios/allocator/buddy.ts'),
  'allocator/capture-interrupt': () => import('../scenarios/allocator/capture-interrupt.ts'),
  'allocator/compaction': () => import('../scenarios/allocator/compaction.ts'),
  'allocator/compaction-deferral': () => import('../scenarios/allocator/compaction-deferral.ts'),
  'allocator/direct-compaction': () => import('../scenarios/allocator/direct-compaction.ts'),
  'allocator/extfrag-threshold': () => import('../scenarios/allocator/extfrag-threshold.ts'),
  'allocator/free-pages-watermark': () => import('../scenarios/allocator/free-pages-watermark.ts'),
  'allocator/free-scanner': () => import('../scenarios/allocator/free-scanner.ts'),
  'allocator/index-sentinel': () => import('../scenarios/allocator/index-sentinel.ts'),
  'allocator/pcp-reserve-batch': () => import('../scenarios/allocator/pcp-reserve-batch.ts'),
  'allocator/pcp-reserve': () => import('../scenarios/allocator/pcp-reserve.ts'),
  'allocator/triggers': () => import('../scenarios/allocator/triggers.ts'),
  'hugetlb/hugetlb-lock': () => import('../scenarios/hugetlb/hugetlb-lock.ts'),
  'migration/anon-vma-ksm': () => import('../scenarios/migration/anon-vma-ksm.ts'),
  'migration/anon-vma-lifetime': () => import('../scenarios/migration/anon-vma-lifetime.ts'),
  'migration/contents': () => import('../scenarios/migration/contents.ts'),
  'migration/fork-orphan': () => import('../scenarios/migration/fork-orphan.ts'),
  'migration/mremap-order': () => import('../scenarios/migration/mremap-order.ts'),
  'migration/mremap-peek': () => import('../scenarios/migration/mremap-peek.ts'),
  'pagetables/batched-unmap': () => import('../scenarios/pagetables/batched-unmap.ts'),
  'pagetables/flush-order': () => import('../scenarios/pagetables/flush-order.ts'),
  'pagetables/gather': () => import('../scenarios/pagetables/gather.ts'),
  'pagetables/hugetlb-gather': () => import('../scenarios/pagetables/hugetlb-gather.ts'),
  'pagetables/parallel-zap': () => import('../scenarios/pagetables/parallel-zap.ts'),
  'pagetables/unlink-before-free': () => import('../scenarios/pagetables/unlink-before-free.ts'),
  'rmap/cow-order': () => import('../scenarios/rmap/cow-order.ts'),
  'rmap/swapin-recheck': () => import('../scenarios/rmap/swapin-recheck.ts'),
  'zsmalloc/async-free-chain': () => import('../scenarios/zsmalloc/async-free-chain.ts'),
  'zsmalloc/async-free-origin': () => import('../scenarios/zsmalloc/async-free-origin.ts'),
  'zsmalloc/compaction-isolation': () => import('../scenarios/zsmalloc/compaction-isolation.ts'),
  'zsmalloc/double-isolation': () => import('../scenarios/zsmalloc/double-isolation.ts'),
  'zsmalloc/empty-forever': () => import('../scenarios/zsmalloc/empty-forever.ts'),
  'zsmalloc/free-under-class-lock': () => import('../scenarios/zsmalloc/free-under-class-lock.ts'),
  'zsmalloc/freed-while-isolated': () => import('../scenarios/zsmalloc/freed-while-isolated.ts'),
  'zsmalloc/huge-class': () => import('../scenarios/zsmalloc/huge-class.ts'),
  'zsmalloc/isolated-on-list': () => import('../scenarios/zsmalloc/isolated-on-list.ts'),
  'zsmalloc/isolated-word': () => import('../scenarios/zsmalloc/isolated-word.ts'),
  'zsmalloc/isolated-zspage': () => import('../scenarios/zsmalloc/isolated-zspage.ts'),
  'zsmalloc/isolated-zspage-compaction': () => import('../scenarios/zsmalloc/isolated-zspage-compaction.ts'),
  'zsmalloc/isolated-zspage-count': () => import('../scenarios/zsmalloc/isolated-zspage-count.ts'),
  'zsmalloc/new-zspage': () => import('../scenarios/zsmalloc/new-zspage.ts'),
  'zsmalloc/newpage-lock': () => import('../scenarios/zsmalloc/newpage-lock.ts'),
  'zsmalloc/pin-owner': () => import('../scenarios/zsmalloc/pin-owner.ts'),
  'zsmalloc/pins-and-preemption': () => import('../scenarios/zsmalloc/pins-and-preemption.ts'),
  'zsmalloc/pool-destroy': () => import('../scenarios/zsmalloc/pool-destroy.ts'),
  'zsmalloc/record-obj-pin': () => import('../scenarios/zsmalloc/record-obj-pin.ts'),
  'zsmalloc/unlocked-clears': () => import('../scenarios/zsmalloc/unlocked-clears.ts'),
};

/** Scenarios for measuring: they are checked when they are named. */
const benches: Readonly<Record<string, Load>> = {
  'bench/anon-vma-ref': () => import('../bench/anon-vma-ref.ts'),
};

const all = { ...scenarios, ...benches };

/** The names of all shipped scenarios, or of those that are checked without being named. */
export function catalogueNames(which: 'all' | 'checked' = 'all'): string[] {
  return Object.keys(which === 'all' ? all : scenarios);
}

/** A shipped scenario, loaded when it is asked for; undefined where there is none of that name. */
export async function fromCatalogue(name: string): Promise<Scenario | undefined> {
  return Object.hasOwn(all, name) ? (await all[name]!()).default : undefined;
}

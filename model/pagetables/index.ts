/** Page tables that are freed, TLBs that may have what was in them, and the gathers that keep pages until those are flushed. */
export * from './flush.ts';
export * from './freeFirst.ts';
export * from './freePgtables.ts';
export * from './gather.ts';
export * from './gatherDesigns.ts';
export { type HugeMm, hugeMm } from './hugeMm.ts';
export * from './hugePool.ts';
export { type Mm, mm } from './mm.ts';
export * from './munmap.ts';
export * from './preemptNotifier.ts';
export * from './rmapWalk.ts';
export * from './rows.ts';
export * from './situations.ts';
export * from './unlinkFirst.ts';
export * from './unmapHugepageRange.ts';
export * from './user.ts';
export * from './zap.ts';

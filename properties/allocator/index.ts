/** What must hold of the page allocator, and why some of its ways are not taken in a scenario. */
export { type Block, blocks, buddies, held, pagesIn, pcps } from './blocks.ts';
export * from './compaction.ts';
export * from './compactionUnreachable.ts';
export * from './conservation.ts';
export * from './directCompaction.ts';
export * from './hostage.ts';
export * from './reserve.ts';
export * from './unreachable.ts';

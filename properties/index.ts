/** What must hold, in the domain's words. */
export * from './allocator/index.ts';
export * from './anonVma.ts';
export * from './anonVmaUnreachable.ts';
export * from './countIsHolders.ts';
export * from './pageTables.ts';
export * from './zsmalloc/index.ts';

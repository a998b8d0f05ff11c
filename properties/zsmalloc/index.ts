/** What must hold of zsmalloc, and why some of its labels cannot be reached in a scenario. */
export * from './because.ts';
export * from './chain.ts';
export * from './checks.ts';
export * from './counts.ts';
export * from './data.ts';
export * from './isolation.ts';
export * from './lists.ts';
export * from './progress.ts';
export * from './references.ts';
export * from './unreachable.ts';
export * from './unreachableSince5_17.ts';
export * from './untakenWays.ts';

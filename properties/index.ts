/** What must hold, in the domain's words. */
export * from './anonVma.ts';

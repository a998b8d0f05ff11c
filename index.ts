/** What a scenario file of your own imports: the language, and the kernel's primitives. */
export * from './model/language/index.ts';
export * from './model/primitives/index.ts';

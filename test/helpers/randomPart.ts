import type { Leaf, Shape } from '../../model/language/index.ts';

/** Primitives of the kernel that go together: what of the state they need, and the lines that are made of them. */
export interface KernelPart {
  /** Fields at the top, and the rows of the tables among them that pointers lead to. */
  readonly shape: Shape;
  readonly rows: Readonly<Record<string, number>>;
  /** Fields of each thread. */
  readonly task: Shape;
  readonly locals: Readonly<Record<string, Leaf<unknown>>>;
  /** Labels that go on at the following one, some of them in pairs that belong together, and those that ask. */
  readonly steps: Readonly<Record<string, unknown>>;
  readonly pairs: readonly (readonly [string, string])[];
  readonly tests: Readonly<Record<string, unknown>>;
  /** Walks, which go to a label at their end. */
  readonly walks: Readonly<Record<string, (end: string) => unknown>>;
  /** What the state must begin with. */
  readonly begins: (s: never) => void;
}

// biome-ignore lint/suspicious/noExplicitAny: random machines have no types
export type Any = any;

/** A part, with nothing of what is left out. */
export const part = (given: Partial<KernelPart> & Pick<KernelPart, 'shape' | 'steps'>): KernelPart => ({
  rows: {},
  task: {},
  locals: {},
  pairs: [],
  tests: {},
  walks: {},
  begins: () => {},
  ...given,
});

/** A line that is made of a part. */
export interface PartLine {
  readonly text: string;
  readonly line: unknown;
}

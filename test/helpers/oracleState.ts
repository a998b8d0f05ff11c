import type { Context, PatchedFn } from '../../model/language/index.ts';
import type { Fields } from './oracleViews.ts';

/** A function that a thread is in: the line it stands before, and the locals that are this call's own. */
export interface Frame {
  readonly fn: string;
  at: number;
  readonly locals: Fields;
}

/** Shared fields, and each thread's calls from the outermost in; none when it has ended. */
export interface OracleState {
  readonly shared: Fields;
  readonly stacks: Frame[][];
  /** Who keeps each CPU that several threads name, by its number; nobody is null. */
  readonly cpus: Record<number, number | null>;
}

/** One way for one thread to go on. */
export interface Choice {
  readonly thread: number;
  readonly alternative: Alternative;
  /** Which of its choices it is, -1 where it has none, and what is chosen. */
  readonly row: number;
  readonly given?: unknown;
}

export type Line = PatchedFn['lines'][number];
export type Alternative = Extract<Line['line'], { kind: 'operation' }>['alternatives'][number];

export interface Started {
  readonly name: string;
  readonly fn: string;
  readonly given: Fields;
  readonly context: Context;
  readonly optional: boolean;
  forever: boolean;
  readonly cpu: number;
}

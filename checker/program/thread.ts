import { type Context, isHandler } from '../../model/language/index.ts';
import type { Body } from './body.ts';

/** A thread of a program. */
export interface ProgramThread {
  readonly name: string;
  readonly index: number;
  readonly body: Body;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly optional: boolean;
  readonly forever: boolean;
  /** The number of the CPU that it runs on. */
  readonly cpu: number;
}

/** Whether a thread that stands before its first label is at rest there: it need not begin, or is a handler. */
export const mayIdle = ({ optional, context }: ProgramThread): boolean => optional || isHandler(context);

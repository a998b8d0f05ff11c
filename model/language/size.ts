import { describe } from './describe.ts';
import { ModelError } from './modelError.ts';

/** A named number that a scenario or `--set name=value` decides: how many pages, how many processes. */
export interface SizeParameter {
  readonly name: string;
  readonly fallback: number;
}

/** A number, or the name of one that is decided when a scenario is built. */
export type Size = number | SizeParameter;

/** The sizes in force, by parameter name. */
export type Sizes = Readonly<Record<string, number>>;

/** Declares a size parameter and the value it has when nobody sets it. */
export function size(name: string, fallback: number): SizeParameter {
  return { name, fallback };
}

/** The number that a size stands for; throws ModelError unless it is a whole number from 1 to 2^20. */
export function resolveSize(of: Size, sizes: Sizes, subject: string): number {
  const named = typeof of === 'object' && of !== null;
  const value: unknown = named ? (sizes[of.name] ?? of.fallback) : of;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 2 ** 20) {
    throw new ModelError(
      `${subject}: a size of ${describe(value)} is not possible; allowed: whole numbers from 1 to ${2 ** 20}`,
    );
  }
  return value;
}

import { describe, ModelError, resolveSize, type Size, type Sizes } from '../../../model/language/index.ts';

/** Any whole number that is written down, or the one that a size has; throws ModelError where it is neither. */
export function numberOf(of: Size, sizes: Sizes, path: string): number {
  if (typeof of !== 'number') return resolveSize(of, sizes, path);
  if (!Number.isInteger(of) || Math.abs(of) > 2 ** 20)
    throw new ModelError(
      `${path}: ${describe(of)} is not possible; allowed: whole numbers from -${2 ** 20} to ${2 ** 20}`,
    );
  return of + 0;
}

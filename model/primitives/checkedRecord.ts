import { describe, ModelError } from '../language/index.ts';

/**
 * Makes the question whether what a primitive works on is what it is for, a record that has the field that `maker` gives
 * all of them. The compiler has asked it already, unless nobody asked the compiler. Throws ModelError.
 */
export function checkedRecord<T extends object>(field: keyof T & string, maker: string): (value: T) => T {
  return (value) => {
    if (typeof value === 'object' && value !== null && field in value) return value;
    throw new ModelError(
      `what it works on is ${describe(value)}, and no ${maker}; allowed: a field of the machine that is one`,
    );
  };
}

import { describe, isDeferred } from './describe.ts';
import { ModelError } from './modelError.ts';

/** Throws ModelError unless the value is a `{ … }` as a user writes one. */
export function checkObject(subject: string, value: unknown, allowed: string): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(subject, value, allowed);
}

/** Throws ModelError unless the value is an array. */
export function checkArray(
  subject: string,
  value: unknown,
  allowed: string,
): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) refuse(subject, value, allowed);
}

/** Throws ModelError unless the value is text. */
export function checkText(subject: string, value: unknown, allowed: string): asserts value is string {
  if (typeof value !== 'string') refuse(subject, value, allowed);
}

/** Throws ModelError unless the value is a function that has done what it does by the time it returns. */
export function checkFunction(subject: string, value: unknown, allowed: string): void {
  if (typeof value !== 'function' || isDeferred(value)) refuse(subject, value, allowed);
}

/** Throws ModelError: the subject, which is a noun, is not what is allowed. */
export function refuse(subject: string, value: unknown, allowed: string): never {
  const verb = /: its (?!series)\w+s$/.test(subject) ? 'are' : 'is';
  throw new ModelError(`${subject} ${verb} ${describe(value)}; allowed: ${allowed}`);
}

/** Names that every object has in a way of its own: a field called so would be lost, or no field. */
export const objectNames: readonly string[] = ['constructor', '__proto__'];

/**
 * The keys of what a user wrote as `{ … }`, in order. `__proto__: value` is the last of them, although it has made no
 * key: it has set the prototype, and whoever lists the keys would pass over it without a word.
 */
export function keysOf(literal: object): string[] {
  const prototype: object | null = Object.getPrototypeOf(literal);
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return plain ? Object.keys(literal) : [...Object.keys(literal), '__proto__'];
}

/** Whether it is an identifier that a field or a variable may have. */
export const isFieldName = (name: string): boolean =>
  /^[A-Za-z_]\w*$/.test(name) && !objectNames.includes(name);

/**
 * A value that stands where it should not, in a few words: `undefined`, `2`, `'text'`, `an async function`, `a promise`.
 * It asks no getter and throws never.
 */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (value === undefined || value === null || typeof value !== 'object') return describePlain(value);
  return pendingOf(value) ?? (Array.isArray(value) ? 'an array' : 'an object');
}

function describePlain(value: unknown): string {
  if (typeof value === 'function') return describeFunction(value);
  return typeof value === 'symbol' ? 'a symbol' : String(value);
}

function describeFunction(value: object): string {
  const kind = Object.prototype.toString.call(value);
  if (kind === '[object GeneratorFunction]') return 'a generator function';
  if (kind === '[object AsyncFunction]' || kind === '[object AsyncGeneratorFunction]')
    return 'an async function';
  return 'a function';
}

/** Whether calling it only begins something: an async function, or a generator. */
export const isDeferred = (value: object): boolean => describeFunction(value) !== 'a function';

/**
 * What an object is in which something waits to be done: `a promise`, `an iterator`, a piece of a listing. Undefined for
 * every other object, whatever fields it has: a row may have one called `next`.
 */
export function pendingOf(value: object): string | undefined {
  if (hasMethod(value, 'then')) return 'a promise';
  if (hasMethod(value, 'next')) return 'an iterator';
  const kind = ownValue(value, 'kind');
  if (kind === 'operation') return 'an operation';
  if (kind === 'call') return 'a call';
  if (kind === 'fn') return 'a function of the machine';
  return ownValue(value, 'alternative') === undefined ? undefined : 'a branch of either';
}

const ownValue = (value: object, name: string): unknown =>
  Object.getOwnPropertyDescriptor(value, name)?.value;

function hasMethod(value: object, name: string): boolean {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    const own = Object.getOwnPropertyDescriptor(at, name);
    if (own !== undefined) return typeof own.value === 'function';
  }
  return false;
}

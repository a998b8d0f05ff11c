/**
 * Runs it in a world in which a recipe that asks for the time or for chance is told that it must not. What is asked of
 * elsewhere is found where it makes a difference.
 */
export function withoutChance<T>(run: () => T): T {
  const { Date: date } = globalThis;
  const { random } = Math;
  Math.random = refusing('Math.random()');
  globalThis.Date = new Proxy(date, {
    apply: refusing('Date()'),
    construct: (target, given) =>
      given.length === 0 ? refusing('new Date()')() : new target(...(given as [])),
    get: (target, key) => (key === 'now' ? refusing('Date.now()') : Reflect.get(target, key)),
  });
  try {
    return run();
  } finally {
    Math.random = random;
    globalThis.Date = date;
  }
}

const refusing = (what: string) => (): never => {
  throw new Error(
    `it asks for ${what}, which is no part of the state; allowed: what answers the same each time`,
  );
};

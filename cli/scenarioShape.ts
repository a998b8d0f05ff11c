import { ModelError, type Scenario } from '../model/language/index.ts';

/** Throws ModelError unless the value has everything that `scenario()` gives a scenario. */
export function checkShape(path: string, value: unknown): asserts value is Scenario {
  const wrong =
    typeof value !== 'object' || value === null ? `it is ${inWords(value)}` : missingFrom(value as Parts);
  if (wrong === undefined) return;
  throw new ModelError(
    `${path}: its default export is no scenario: ${wrong}; allowed: what scenario('family/name', { ... }) returns, or an array of those`,
  );
}

type Parts = Readonly<Record<string, unknown>>;

const isRecord = (part: unknown) => typeof part === 'object' && part !== null && !Array.isArray(part);
const parts: Readonly<Record<keyof Scenario, (part: unknown) => boolean>> = {
  name: (part) => typeof part === 'string',
  summary: (part) => typeof part === 'string',
  machine: (part) => isRecord(part) && isRecord((part as Parts).root),
  threads: isRecord,
  sizes: isRecord,
  initial: isRecord,
  preemption: (part) => part === undefined || typeof part === 'function',
  properties: Array.isArray,
  designs: (part) =>
    isRecord(part) &&
    Object.values(part as Parts).every((d) => isRecord(d) && Array.isArray((d as Parts).series)),
  unreachable: isRecord,
  abstractions: Array.isArray,
  at: (part) => typeof part === 'function',
};

function missingFrom(value: Parts): string | undefined {
  const wrong = Object.entries(parts).find(([part, fits]) => !fits(value[part]))?.[0];
  if (wrong === undefined) return undefined;
  return wrong in value ? `its '${wrong}' is ${inWords(value[wrong])}` : `it has no '${wrong}'`;
}

function inWords(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') return `${Array.isArray(value) ? 'an array' : 'an object'} of another form`;
  return `the ${typeof value} ${String(value)}`;
}

import { describe, expect, it } from 'vitest';
import type { TraceDocument } from '../../../checker/trace/traceDocument.ts';
import { readTraceFile, type TraceFile, traceFileText } from '../../../checker/trace/traceFile.ts';
import { ModelError } from '../../../model/language/index.ts';

/** A type with nothing left out: what a trace may have is to be in the one below. */
type Whole<T> = T extends object ? { readonly [K in keyof T]-?: Whole<T[K]> } : T;

const position = { label: 'take.lock', fn: 'lock', line: 'lock', calls: [{ label: 'take', fn: 'work' }] };
const trace: Whole<TraceDocument> = {
  version: 1,
  scenario: 'test/whole',
  design: 'base',
  sizes: { pages: 2 },
  start: 'start',
  threads: [
    { name: 'one', fn: 'work', context: 'task', optional: false, cpu: 0 },
    { name: 'other', fn: 'work', context: 'kworker', optional: true, cpu: 0 },
  ],
  waiting: [{ thread: 1, ...position }],
  steps: [
    {
      thread: 0,
      ...position,
      choice: 1,
      choices: 2,
      chosen: 'page[1]',
      changes: [{ path: 'page[1].count', from: '0', to: '1' }],
      allocates: ['page[1]'],
      frees: ['page[0]'],
      waiting: [{ thread: 1, ...position }],
    },
  ],
  failure: {
    check: 'always',
    property: 'it is so',
    message: 'it is not',
    inStep: false,
    access: { kind: 'write', path: 'page[1].count', step: 0 },
    against: { kind: 'read', path: 'page[1].count', step: 0 },
  },
  round: 0,
  asFound: 'too much lies before it',
  unavoidableAfter: 1,
  unavoidableUnknown: 'too much lies behind it',
};
const file: TraceFile = {
  format: 'mmcheck-trace',
  version: 1,
  tool: '1.2.3',
  machine: '0123456789abcdef',
  target: 'test/whole',
  trace,
};

type Way = readonly (string | number)[];
interface Place {
  readonly at: string;
  readonly way: Way;
  readonly value: unknown;
}

/** Every place of the document, with what stands there, from the outside in. */
function placesIn(value: unknown, at = '', way: Way = []): Place[] {
  const own = at === '' ? [] : [{ at, way, value }];
  if (typeof value !== 'object' || value === null) return own;
  const isList = Array.isArray(value);
  const inside = Object.entries(value).flatMap(([key, child]) => {
    const name = isList ? `${at}[${key}]` : `${at}${at === '' ? '' : '.'}${key}`;
    return placesIn(child, name, [...way, isList ? Number(key) : key]);
  });
  return [...own, ...inside];
}

const kindOf = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : value === undefined ? 'missing' : typeof value;

/** Reads the file with another value at a place; undefined takes away what is there. */
function readWith(way: Way, value: unknown): TraceFile {
  const copy = JSON.parse(traceFileText(file));
  const inside = way.slice(0, -1).reduce((node, key) => node[key], copy);
  inside[way.at(-1)!] = value;
  return readTraceFile(JSON.stringify(copy), 'race.json');
}

/** What is said of a file with another value at the place. */
function complaint({ way }: Place, value: unknown): string {
  try {
    readWith(way, value);
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  return 'nothing';
}

// What is no trace file, or one of another version, is refused in other words.
const places = placesIn(file).filter(({ at }) => at !== 'format' && at !== 'version');
const optional =
  /^trace\.(threads\[\d\]\.cpu|steps\[\d\]\.(chosen|allocates|frees)|failure(\.(property|access|against))?|round|asFound|unavoidable\w+)$/;

describe('a trace file with a value of another type', () => {
  it('is read where none is', () => {
    expect(readTraceFile(JSON.stringify(file), 'race.json')).toEqual(file);
    expect(places.length).toBeGreaterThan(60);
  });

  const others: readonly unknown[] = ['', 'text', 7.5, -1, true, null, {}, []];
  it.each(places)('at $at is refused by that place', (place) => {
    for (const other of others.filter((one) => kindOf(one) !== kindOf(place.value))) {
      const said = complaint(place, other);
      expect(said.startsWith(`race.json: ${place.at}: it is `), `${JSON.stringify(other)}: ${said}`).toBe(
        true,
      );
      expect(said).toContain('; allowed: ');
    }
  });

  const numbers = places.filter(({ value }) => typeof value === 'number');
  it.each(numbers)('at $at that is no whole number from 0 is refused too', (place) => {
    for (const other of [-1, 0.5, 2 ** 60])
      expect(complaint(place, other)).toContain(`${place.at}: it is ${other}; allowed: `);
  });
});

describe('a trace file with nothing', () => {
  // What is left out of a list makes it shorter, or has it end too early for what counts its steps.
  const fields = places.filter(({ at, way }) => typeof way.at(-1) === 'string' && at !== 'trace.sizes.pages');

  it.each(fields.filter(({ at }) => !optional.test(at)))('at $at is refused by that place', (place) => {
    expect(complaint(place, undefined)).toMatch(
      new RegExp(
        `^race\\.json: ${place.at.replace(/[[\].]/g, '\\$&')}: it is (missing|undefined); allowed: `,
      ),
    );
  });

  it.each(fields.filter(({ at }) => optional.test(at)))('at $at is read', ({ way }) => {
    expect(() => readWith(way, undefined)).not.toThrow();
  });
});

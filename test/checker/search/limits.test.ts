import { describe, expect, it } from 'vitest';
import reference from '../../../bench/anon-vma-ref.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  always,
  bool,
  count,
  design,
  holds,
  machine,
  many,
  scenario,
  thread,
} from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const whole = { states: 318_304, transitions: 1_422_984 };
const inFull = buildProgram(reference, 'reference');

/** So many threads of so many steps that have nothing to do with one another. */
function grid(threads: number, steps: number) {
  const mm = machine({ nothing: bool() });
  const listing = Object.fromEntries(Array.from({ length: steps }, (_, i) => [`step${i}`, () => {}]));
  const fn = mm.fn('walk', 'mm/example.c', {}, {}, listing);
  return programOf(mm, { walker: many(threads, () => thread(fn, {})) });
}

describe('a limit', () => {
  it.each([
    ['states', { maxStates: 20_000 }],
    ['timeout', { timeout: 0.05 }],
    ['memory', { maxMemory: 2 ** 20 }],
  ])('of %s ends the search with what it has seen', async (stopped, limits) => {
    const result = await explore(inFull, { limits });
    expect(result.stopped).toBe(stopped);
    expect(result.findings).toEqual([]);
    expect(result).not.toHaveProperty('unfinished');
    expect(result.states).toBeGreaterThan(0);
    expect(result.states).toBeLessThan(whole.states);
    expect(result.transitions).toBeGreaterThan(0);
    expect(result.transitions).toBeLessThan(whole.transitions);
  });

  it('that is not reached leaves the search as it is', async () => {
    const limits = { maxStates: 10_000, timeout: 60, maxMemory: 2 ** 30 };
    const { stopped, states } = await explore(grid(2, 40), { limits });
    expect(stopped).toBeUndefined();
    expect(states).toBe(41 ** 2);
  });
});

describe('the limit of states', () => {
  it.each([
    { threads: 1, steps: 9 },
    { threads: 2, steps: 40 },
    { threads: 3, steps: 20 },
  ])('is how many there may be: $threads threads of $steps steps', async ({ threads, steps }) => {
    const all = (steps + 1) ** threads;
    const exactly = await explore(grid(threads, steps), { limits: { maxStates: all } });
    expect([exactly.stopped, exactly.states]).toEqual([undefined, all]);
    const fewer = await explore(grid(threads, steps), { limits: { maxStates: all - 1 } });
    expect([fewer.stopped, fewer.states]).toEqual(['states', all]);
  });

  it('is passed by the successors of one state at most', async () => {
    const most = 5;
    for (let maxStates = 1; maxStates < 3000; maxStates = Math.ceil(maxStates * 1.7)) {
      const { stopped, states } = await explore(grid(most, 4), { limits: { maxStates } });
      expect(stopped).toBe('states');
      expect(states).toBeGreaterThan(maxStates);
      expect(states).toBeLessThanOrEqual(maxStates + most);
    }
  });
});

describe('the limit of memory', () => {
  it('is asked before a table grows, its copy counted, so that it is never passed', async () => {
    let last = 0;
    for (const maxMemory of [2 ** 18, 2 ** 20, 3 * 2 ** 20, 2 ** 22, 2 ** 23]) {
      const { stopped, bytes, states } = await explore(inFull, { limits: { maxMemory } });
      expect(stopped).toBe('memory');
      expect(bytes).toBeLessThanOrEqual(maxMemory);
      expect(states).toBeGreaterThanOrEqual(last);
      last = states;
    }
    expect(last).toBeGreaterThan(50_000);
  });

  it('that leaves no room for any table ends the search before its first state', async () => {
    expect(await explore(inFull, { limits: { maxMemory: 1024 } })).toMatchObject({
      stopped: 'memory',
      states: 0,
      transitions: 0,
    });
  });

  it('ends a search as well where the machine has less than it says', async () => {
    const { Int32Array: real } = globalThis;
    const refusing = new Proxy(real, {
      construct(target, given, as) {
        if (given[0] > 2 ** 18) throw new RangeError('Array buffer allocation failed');
        return Reflect.construct(target, given, as);
      },
    });
    globalThis.Int32Array = refusing;
    try {
      const result = await explore(inFull, { limits: { maxMemory: 2 ** 40 } });
      expect(result.stopped).toBe('memory');
      expect(result.states).toBeGreaterThan(10_000);
    } finally {
      globalThis.Int32Array = real;
    }
  });
});

describe('states to start from', () => {
  const mm = machine({ a: count(300), b: count(300) });
  type Mm = typeof mm.state;
  const f = mm.fn('f', 'mm/example.c', {}, {}, { step: () => {} });
  const starts = Object.fromEntries(
    Array.from({ length: 90_000 }, (_, i) => [
      `start${i}`,
      (s: Mm) => {
        s.a = i % 300;
        s.b = Math.floor(i / 300);
      },
    ]),
  );
  const program = buildProgram(
    scenario('test/starts', {
      summary: '',
      machine: mm,
      threads: { only: thread(f, {}) },
      initial: starts,
      properties: [always('the last is never there', (s: Mm) => s.a < 299 || s.b < 299)],
      designs: { only: design([], holds) },
    }),
    'only',
  );

  it('are counted by the limit of states', async () => {
    for (const maxStates of [1, 10, 5000]) {
      const { stopped, states, transitions } = await explore(program, { limits: { maxStates } });
      expect([stopped, states, transitions]).toEqual(['states', maxStates + 1, 0]);
    }
  });

  it('are made while the clock is looked at', async () => {
    const begun = performance.now();
    const { stopped, states } = await explore(program, { limits: { timeout: 0.1 } });
    expect(stopped).toBe('timeout');
    expect(states).toBeGreaterThan(1);
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  it('are counted in bytes, and leave room for signals', async () => {
    const limited = await explore(program, { limits: { maxMemory: 2 ** 20 } });
    expect([limited.stopped, limited.transitions]).toEqual(['memory', 0]);
    expect(limited.states).toBeGreaterThan(1000);
    const interrupted = await explore(program, { onProgress: ({ states }) => states > 500 });
    expect([interrupted.stopped, interrupted.transitions]).toEqual(['interrupted', 0]);
    expect(interrupted.states).toBeLessThan(90_000);
  });

  it('are all explored where nothing limits that', async () => {
    const { findings, depth } = await explore(program, { sought: 'none' });
    expect(findings.map(({ states }) => states.at(-1)!.shared)).toEqual([{ a: 299, b: 299 }]);
    expect(depth).toBe(1);
  });
});

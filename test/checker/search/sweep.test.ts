import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { withAccesses } from '../../../checker/search/accessed.ts';
import { breadthFirst } from '../../../checker/search/breadthFirst.ts';
import { canRest } from '../../../checker/search/canRest.ts';
import { movementIn } from '../../../checker/search/movement.ts';
import type { SearchOptions } from '../../../checker/search/searchOptions.ts';
import { sweep } from '../../../checker/search/sweep.ts';
import { always, count, goto, machine, pointer, table } from '../../../model/language/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({ c: table(3, { v: count(30) }), to: pointer('c') });
type Mm = typeof mm.state;
const counter = (i: number) => ({
  up: (s: Mm) => {
    s.c[i]!.v = (s.c[i]!.v + 1) % 30;
  },
  again: goto('up'),
});

/** Two threads that count for ever, and a property that cannot fail: the third row is nobody's. */
const program = programOf(mm, threadsOf(mm, {}, counter(0), counter(1)), {
  properties: [always('the third row stays', (s: Mm) => s.c[2]!.v === 0)],
});
const { scenario } = program;
const unmoved = '"the third row stays" could not fail: nothing that it looks at ever changed (c[].v)';

describe('a sweep over the states of a search', () => {
  it('visits each of them once', async () => {
    const space = await breadthFirst(compile(program));
    const numbers: number[] = [];
    expect(await sweep(space, {}, (_slots, _at, number) => numbers.push(number))).toBeUndefined();
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: space.states }, (_, i) => i + 1));
  });

  it('has the time that the search has left, however many sweeps there are', async () => {
    const compiled = compile(program);
    const searched = await breadthFirst(compiled);
    const space = { ...searched, started: performance.now() - 2000 };
    const within = (timeout: number): SearchOptions => ({ limits: { timeout } });
    for (const stopped of [undefined, 'timeout' as const]) {
      const limits = within(stopped === undefined ? 1000 : 1);
      expect((await canRest(compiled, space, limits)).stopped).toBe(stopped);
      expect((await withAccesses(compiled, space, space, limits)).stopped).toBe(stopped);
      const moved = await movementIn(compiled, space, limits);
      expect(typeof moved === 'string' ? moved : undefined).toBe(stopped);
    }
  });

  it('never lets a check hold what it was not let look at', async () => {
    const whole = await check(scenario, 'only');
    expect(whole).toMatchObject({ verdict: 'incomplete', incomplete: [unmoved], stopped: undefined });
    let looks = 0;
    for (let at = 1; ; at++) {
      looks = 0;
      const onProgress = () => ++looks === at;
      const { stopped, verdict, incomplete } = await check(scenario, 'only', {}, { onProgress });
      if (looks < at) break;
      expect([verdict, stopped, ...incomplete]).toEqual([
        'incomplete',
        'interrupted',
        'the search was interrupted',
      ]);
    }
    // The search's own look, and one of each sweep at least: who can rest, who accesses what, what moves, which rows are used.
    expect(looks).toBeGreaterThanOrEqual(4);
  });
});

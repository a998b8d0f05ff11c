import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../checker/packed/compile.ts';
import type { Compiled } from '../../../checker/packed/compiled.ts';
import type { Failure } from '../../../checker/program/failure.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import type { State } from '../../../checker/program/state.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { breadthFirst } from '../../../checker/search/breadthFirst.ts';
import { canRest } from '../../../checker/search/canRest.ts';
import { stuckFailure } from '../../../checker/search/stuckFailure.ts';
import { oracleStuck } from '../../helpers/oracleStuck.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';

const seed = 20_100_517;
const found: Failure[] = [];
let compared = 0;
let loops = 0;

describe('who gets stuck', () => {
  beforeAll(async () => {
    for (const { scenario, text } of fc.sample(randomMachine, { seed, numRuns: 600 })) {
      const compiled = compile(buildProgram(scenario, 'base'));
      const space = await breadthFirst(compiled, { sought: 'none', limits: { maxStates: 400 } });
      if (space.stopped !== undefined) continue;
      const { stuck, ends, stopped } = await canRest(compiled, space, {});
      const oracle = oracleStuck(scenario, 'base');
      const told = stuck.map(({ thread, state }) => {
        const failure = stuckFailure(compiled, space.explored.wordsOf(state), thread);
        const way = space.explored.pathTo(state);
        expectRound(compiled, way.at(-1)!, failure);
        found.push(failure);
        return { thread, depth: way.length - 1, check: failure.check };
      });
      const where = ({ thread, depth }: { thread: number; depth: number }) => ({ thread, depth });
      const byThread = told.toSorted((a, b) => a.thread - b.thread);
      expect(byThread.map(where), text).toEqual(oracle.stuck.map(where));
      byThread.forEach(({ check }, i) => {
        expect(oracle.stuck[i]!.checks, text).toContain(check);
      });
      expect(stopped).toBeUndefined();
      if (space.findings.length === 0) expect(ends, text).toBe(oracle.ends);
      compared++;
      if (stuck.length > 0) loops++;
    }
  }, 300_000);

  it('is the same by the definition, on the whole graph of many machines', () => {
    expect(compared).toBeGreaterThan(500);
    expect(loops).toBeGreaterThan(40);
  });

  it.each(['hung-task', 'soft-lockup'])('is found by %s', (check) => {
    expect(found.filter((failure) => failure.check === check).length).toBeGreaterThan(2);
  });

  it.each([' goes round for ever ', ' spins for ever ', ' is blocked for ever ', ' never gets its CPU '])(
    'is told by what it does:%s',
    (words) => {
      expect(found.map(({ message }) => message).some((message) => message.includes(words))).toBe(true);
    },
  );
});

/** Takes the steps of a failure on the reference engine: the last of them lead back to where they began. */
function expectRound({ program }: Compiled, from: State, { where }: Failure): void {
  if (where.kind !== 'round') throw new Error('it is no round');
  const engine = new ReferenceEngine(program);
  const states = [from];
  for (const step of where.steps) states.push(engine.step(states.at(-1)!, program.steps[step]!));
  expect(where.length).toBeGreaterThan(0);
  expect(isDeepStrictEqual(states.at(-1), states.at(-1 - where.length))).toBe(true);
}

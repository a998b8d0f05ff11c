import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { compile } from '../../checker/packed/compile.ts';
import type { Compiled } from '../../checker/packed/compiled.ts';
import type { Failure } from '../../checker/program/failure.ts';
import { buildProgram } from '../../checker/program/program.ts';
import type { State } from '../../checker/program/state.ts';
import { ReferenceEngine } from '../../checker/reference/referenceEngine.ts';
import { breadthFirst } from '../../checker/search/breadthFirst.ts';
import { canRest } from '../../checker/search/canRest.ts';
import type { ExploredSpace } from '../../checker/search/space.ts';
import { stuckFailure } from '../../checker/search/stuckFailure.ts';
import { type OracleGraph, oracleGraph } from './oracle.ts';
import { oracleStuck } from './oracleStuck.ts';
import type { RandomMachine } from './randomMachine.ts';

/**
 * Expects that the same threads of a machine get stuck, as near, as by the definition, and takes each one's round. The
 * failures, without those that are bounds of the model; undefined where the space has more than `maxStates` states.
 */
export async function expectSameStuck(
  { scenario, text }: RandomMachine,
  maxStates: number,
): Promise<readonly Failure[] | undefined> {
  const compiled = compile(buildProgram(scenario, 'base'));
  const space = await breadthFirst(compiled, { sought: 'none', limits: { maxStates } });
  if (space.stopped !== undefined) return undefined;
  return expectStuckAs(oracleGraph(scenario, 'base'), compiled, space, text);
}

/** The same, of a space that was explored to its end. */
export async function expectStuckAs(
  graph: OracleGraph,
  compiled: Compiled,
  space: ExploredSpace,
  text: string,
): Promise<readonly Failure[]> {
  const { stuck, ends, stopped } = await canRest(compiled, space, {});
  expect(stopped).toBeUndefined();
  const oracle = oracleStuck(graph);
  if (space.findings.length === 0) expect(ends, text).toBe(oracle.ends);
  const told = stuck
    .map(({ thread, state }) => {
      const failure = stuckFailure(compiled, space.explored.wordsOf(state), thread);
      const way = space.explored.pathTo(state);
      if ('check' in failure) expectRound(compiled, way.at(-1)!, failure);
      return { thread, depth: way.length - 1, failure };
    })
    .sort((a, b) => a.thread - b.thread);
  const where = ({ thread, depth }: { thread: number; depth: number }) => ({ thread, depth });
  expect(told.map(where), text).toEqual(oracle.stuck.map(where));
  told.forEach(({ failure }, i) => {
    expect(oracle.stuck[i]!.checks, text).toContain('check' in failure ? failure.check : 'bound');
  });
  return told.flatMap(({ failure }) => ('check' in failure ? [failure] : []));
}

/** Takes the steps of a failure on the reference engine: the last of them lead back to where they began. */
function expectRound({ program }: Compiled, from: State, { where }: Failure): void {
  if (where.kind !== 'round') throw new Error('it is no round');
  const engine = new ReferenceEngine(program);
  const states = [from];
  for (const step of where.steps) states.push(engine.step(states.at(-1)!, program.steps[step]!));
  expect(where.length).toBeGreaterThan(0);
  expect(isDeepStrictEqual(states.at(-1), states.at(-1 - where.length))).toBe(true);
}

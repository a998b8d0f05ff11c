import { expect } from 'vitest';
import { compile } from '../../checker/packed/compile.ts';
import type { Compiled } from '../../checker/packed/compiled.ts';
import { buildProgram } from '../../checker/program/program.ts';
import { withAccesses } from '../../checker/search/accessed.ts';
import { breadthFirst } from '../../checker/search/breadthFirst.ts';
import { movementIn } from '../../checker/search/movement.ts';
import type { ExploredSpace } from '../../checker/search/space.ts';
import { withStuck } from '../../checker/search/stuck.ts';
import { judge } from '../../checker/verdict/judge.ts';
import { expectAgreement, expectAsOracle } from './agreement.ts';
import { Choices } from './choices.ts';
import { expectSameCoarse } from './coarseAgreement.ts';
import { type OracleGraph, oracleGraph } from './oracle.ts';
import { oracleCoverage } from './oracleCoverage.ts';
import type { RandomMachine } from './randomMachine.ts';
import { expectStuckAs } from './stuckAgreement.ts';
import { walkBoth } from './walkBoth.ts';

/** What was compared, each as a number that can be added to others. */
export type Compared = Readonly<Record<string, number>>;

/** How much is compared of a machine. */
export interface Depth {
  /** Machines with more states are only begun. */
  readonly maxStates: number;
  /** Whether all searches are run, with all that can be sought, and both engines along one way. */
  readonly all: boolean;
}

/**
 * Compares all that a check finds of one machine with what the oracle finds: states, transitions, failures, what was
 * taken at which call site, who gets stuck, what is too coarse, and the verdict. Throws where they differ.
 */
export async function compareMachine(
  { scenario, text }: RandomMachine,
  { maxStates, all }: Depth,
): Promise<Compared> {
  const compiled = compile(buildProgram(scenario, 'base'));
  const space = await breadthFirst(compiled, { sought: 'none', limits: { maxStates } });
  if (space.stopped !== undefined) return { machines: 1, tooLarge: 1 };
  const graph = oracleGraph(scenario, 'base');
  expectAsOracle(compiled.program, space, graph.result);
  const stuck = await expectStuckAs(graph, compiled, space, text);
  const judged = await expectSameVerdict(compiled, space, graph, stuck.length > 0, text);
  if (all) {
    await expectAgreement(scenario, 'base', { maxStates });
    await expectAgreement(scenario, 'base', { maxStates, sought: 'none' });
    const bytes = Uint8Array.from(text.slice(0, 80), (letter) => letter.charCodeAt(0));
    walkBoth(compiled.program, new Choices(bytes), 60);
  }
  return {
    machines: 1,
    compared: 1,
    all: Number(all),
    ...figuresOf(space, graph),
    ...judged,
    stuck: Number(stuck.length > 0),
  };
}

/** How a machine counts. */
function figuresOf(
  { states, transitions, findings }: ExploredSpace,
  { machine, nodes }: OracleGraph,
): Compared {
  const depthOf = (text: string) => nodes.get(text)?.depth ?? Infinity;
  const goesRound = [...nodes.values()].some(({ depth, steps }) =>
    steps.some(({ to }) => depthOf(to) <= depth),
  );
  const calls = [...machine.fns.values()].flatMap(({ lines }) =>
    lines.flatMap(({ line }) => (line.kind === 'call' ? [line.callee.name] : [])),
  );
  return {
    states,
    transitions,
    failing: Number(findings.length > 0),
    forever: Number(machine.threads.some(({ forever }) => forever)),
    goesRound: Number(goesRound),
    calls: Number(calls.length > 0),
    calledTwice: Number(new Set(calls).size < calls.length),
    sharedCpus: Number(
      machine.threads.some(({ cpu }, i) => machine.threads.findIndex((one) => one.cpu === cpu) < i),
    ),
  };
}

/** Expects the verdict that what the oracle has found leads to, and the parts that it is made of. */
async function expectSameVerdict(
  compiled: Compiled,
  searched: ExploredSpace,
  graph: OracleGraph,
  isStuck: boolean,
  text: string,
): Promise<Compared> {
  const { program } = compiled;
  const settled = await withStuck(compiled, searched, {});
  const space = await withAccesses(compiled, settled, searched, {});
  const moved = space.findings.length > 0 ? undefined : await movementIn(compiled, searched, {});
  if (typeof moved === 'string') throw new Error(`what moves was not seen: ${moved}`);
  const judgement = judge(program, space, 'none', moved);
  const coarse = expectSameCoarse(program, space.accesses!, graph, text);
  const { silent, ...covered } = oracleCoverage(graph.machine, graph.result.taken);
  const { coverage, neverFired, verdict, incomplete } = judgement;
  const { labels, fired, ways, taken } = coverage;
  expect({ labels, fired, ways, taken }, text).toEqual(covered);
  expect(silent, text).toEqual(expect.arrayContaining([...neverFired]));
  const isViolated = graph.result.findings.length > 0 || isStuck;
  expect(verdict === 'violated', text).toBe(isViolated);
  const { witnesses, reached } = graph.result;
  const sometimes = program.properties.filter(({ kind }) => kind === 'sometimes');
  const isProof = !isViolated && fired === labels && taken === ways && witnesses.length === sometimes.length;
  if (verdict === 'holds') expect([isProof, reached], text).toEqual([true, []]);
  const compared = {
    [verdict]: 1,
    coarse: Number((coarse ?? 0) > 0),
    bruteForce: Number(coarse !== undefined),
  };
  return { ...compared, reasons: incomplete.length };
}

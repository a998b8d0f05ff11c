/** Machines driven at random with fast-check: for those that are too large to be exhausted. */

import fc from 'fast-check';
import { buildProgram } from '../checker/index.ts';
import { messageOf } from '../checker/program/messageOf.ts';
import type { ScenarioDesign } from '../model/language/index.ts';
import { type RunOptions, runs } from './arbitraries.ts';
import { checkSteps, follow, type Implementation } from './implementation.ts';
import type { Run } from './run.ts';

export { type RunOptions, runs, sizesOf } from './arbitraries.ts';
export type { Implementation, ImplementedStep } from './implementation.ts';
export type { RunStep } from './randomRun.ts';
export type { Run } from './run.ts';

/** How runs are made, and fast-check's own parameters: `numRuns`, `seed`, `path`, `interruptAfterTimeLimit`. */
export interface RandomOptions extends RunOptions, fc.Parameters<[Run]> {}

/**
 * Drives a design at random, with all checks and properties. Throws an Error with the race, shrunk, where one fails.
 * That none does proves nothing beyond the runs that were made: no witness is asked for, and no label.
 */
export async function assertRandomRuns(of: ScenarioDesign, options: RandomOptions = {}): Promise<void> {
  await assertRuns(of, options, (run) => {
    if (run.violated) throw new Error(run.report());
  });
}

/**
 * Drives a design at random, and an implementation of the user's own beside it: after every step it must be where the
 * machine is. A run ends before a step of the machine that fails a check. Throws an Error where the two come apart, with
 * the shortest way there that was found; ModelError for a step at a label that the design lacks.
 */
export async function assertImplements<I>(
  of: ScenarioDesign,
  implementation: Implementation<I>,
  options: RandomOptions = {},
): Promise<void> {
  const program = buildProgram(of.scenario, of.design, of.sizes);
  checkSteps(program, implementation);
  await assertRuns(of, options, (run) => follow(run, implementation));
}

async function assertRuns(
  of: ScenarioDesign,
  options: RandomOptions,
  test: (run: Run) => void | Promise<void>,
): Promise<void> {
  const details = await fc.check(
    fc.asyncProperty(runs(of, options), async (run) => test(run)),
    options,
  );
  if (!details.failed) return;
  const { errorInstance, seed, counterexamplePath, numRuns, interrupted } = details;
  if (errorInstance === undefined || interrupted)
    throw new Error(await fc.asyncDefaultReportMessage(details));
  const again = `seed: ${seed}, path: ${JSON.stringify(counterexamplePath)}`;
  const message = messageOf(errorInstance);
  throw new Error(
    `${of.scenario.name}@${of.design}, in run ${numRuns} of those that { ${again} } makes again:\n${message}`,
    { cause: errorInstance },
  );
}

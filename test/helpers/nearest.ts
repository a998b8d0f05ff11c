import { isDeepStrictEqual } from 'node:util';
import { failingStep } from '../../checker/program/failure.ts';
import type { Program } from '../../checker/program/program.ts';
import type { State } from '../../checker/program/state.ts';
import { CheckedSteps } from '../../checker/reference/checkedSteps.ts';
import { ReferenceEngine } from '../../checker/reference/referenceEngine.ts';
import type { Finding } from '../../checker/search/space.ts';
import { explore } from '../helpers/searches.ts';

/** The nearest failure of a program. */
export interface Nearest {
  readonly check: string;
  readonly message: string;
  /** The steps to it; a step that fails is the last of them. */
  readonly steps: number;
  /** The thread and label of a step that fails. */
  readonly at?: string;
}

/** The nearest failure, or undefined where there is none; it must happen on the reference engine just as well. */
export async function nearest(program: Program): Promise<Nearest | undefined> {
  const { findings, stopped } = await explore(program);
  const found = findings[0];
  if (found === undefined) {
    if (stopped !== undefined) throw new Error(`the search ended early: ${stopped}`);
    return undefined;
  }
  replay(program, found);
  const { check, message } = found.failure;
  const failing = failingStep(found.failure);
  if (failing === undefined) return { check, message, steps: found.states.length - 1 };
  const { thread, label } = program.steps[failing]!;
  const at = `${thread.name} ${label.name}`;
  return { check, message, steps: found.states.length, at };
}

/** Takes the finding's path on the reference engine. */
function replay(program: Program, { failure, states }: Finding): void {
  const engine = new ReferenceEngine(program);
  const checks = new CheckedSteps(engine);
  const initial = [...engine.initial().values()];
  if (!initial.some((state) => isDeepStrictEqual(state, states[0])))
    throw new Error('the path starts elsewhere');
  states.slice(1).forEach((state, i) => {
    if (!successors(engine, checks, states[i]!).some((next) => isDeepStrictEqual(next, state)))
      throw new Error(`the reference engine cannot take step ${i + 1}`);
  });
  const failing = failingStep(failure);
  if (failing === undefined) return;
  const outcome = checks.step(states.at(-1)!, program.steps[failing]!);
  if (!('check' in outcome) || outcome.check !== failure.check || outcome.message !== failure.message)
    throw new Error(`the reference engine does not fail with ${failure.message}`);
}

function successors(engine: ReferenceEngine, checks: CheckedSteps, state: State): unknown[] {
  return engine.enabled(state).map((step) => checks.step(state, step));
}

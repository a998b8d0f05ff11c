import type { Program } from '../../checker/program/program.ts';
import type { State } from '../../checker/program/state.ts';
import type { Step } from '../../checker/program/step.ts';
import { ReferenceEngine } from '../../checker/reference/referenceEngine.ts';
import { Violation } from '../../model/language/index.ts';

/** A state, each step that is possible there, and where it leads; undefined where it fails. */
export interface Reached {
  readonly state: State;
  readonly steps: readonly { readonly step: Step; readonly next: State | undefined }[];
}

/** All states that a program reaches on the reference engine, whatever fails on the way; undefined at more than `maxStates`. */
export function reachable(program: Program, maxStates: number): Reached[] | undefined {
  const engine = new ReferenceEngine(program);
  const known = new Map<string, State>();
  const reach = (state: State) => {
    const key = JSON.stringify(state);
    if (!known.has(key)) known.set(key, state);
  };
  for (const state of engine.initial().values()) reach(state);
  const reached: Reached[] = [];
  for (const state of known.values()) {
    if (known.size > maxStates) return undefined;
    const steps = engine.enabled(state).map((step) => ({ step, next: taken(engine, state, step) }));
    for (const { next } of steps) if (next !== undefined) reach(next);
    reached.push({ state, steps });
  }
  return reached;
}

function taken(engine: ReferenceEngine, state: State, step: Step): State | undefined {
  try {
    return engine.step(state, step);
  } catch (error) {
    if (error instanceof Violation) return undefined;
    throw error;
  }
}

import { isDeepStrictEqual } from 'node:util';
import { ModelError } from '../../model/language/index.ts';
import type { Compiled } from '../packed/compiled.ts';
import { LearnedWays } from '../packed/learnedWays.ts';
import { PackedEngine } from '../packed/packedEngine.ts';
import { apart, type Failure, failingStep, nameOfFailure } from '../program/failure.ts';
import type { Starts } from '../program/starts.ts';
import type { State } from '../program/state.ts';
import { describeStep } from '../program/step.ts';
import { ReferenceEngine } from '../reference/referenceEngine.ts';
import type { Auditor } from '../search/auditor.ts';
import type { Finding } from '../search/space.ts';
import { compareAt, notTheSame, stepsApart, type Told } from './compareAt.ts';
import { withoutChance } from './withoutChance.ts';

/**
 * So many states are looked at in any case, and then as many as stay within a part of the time of the search. What a step
 * comes to is run on views of two kinds for each new path: here both engines say so of a state as a whole.
 */
const surely = 12;
const mostMs = 20;
const partOfTime = 0.03;
/** What a look is thought to take before there has been one. */
const usualMs = 1;
/** In so many of them the reference engine is asked twice. */
const twice = 4;
/** Beside the states in which a step is taken for the first time: the first ones, and then ever fewer. */
const dense = 6;
const sparser = 1.15;

/**
 * Looks at a sample of the states of a search on the reference engine too, and at what it has found. A difference is a
 * mistake in the model, whose recipes are run twice in one state and do not do the same: ModelError by the recipe.
 */
export class Audit implements Auditor {
  readonly #reference: ReferenceEngine;
  readonly #starts: Starts;
  readonly #started = performance.now();
  /** How many states it has wanted, and what looking at some of them has taken. */
  #wanted = 0;
  #looks = 0;
  #spent = 0;
  #next = 1;

  constructor({ program, starts }: Compiled) {
    this.#reference = new ReferenceEngine(program);
    this.#starts = starts;
  }

  wants(state: number, isNew: boolean): boolean {
    if (state < this.#next && !isNew) return false;
    if (state >= this.#next) this.#next = state < dense ? state + 1 : Math.ceil(state * sparser);
    const isWanted = this.#wanted < surely || this.#takes() < this.#mayTake();
    if (isWanted) this.#wanted++;
    return isWanted;
  }

  /** What all that it has wanted takes, in milliseconds: it is looked at later, many at a time. */
  #takes(): number {
    return this.#wanted * (this.#looks === 0 ? usualMs : this.#spent / this.#looks);
  }

  #mayTake(): number {
    return Math.max(mostMs, (performance.now() - this.#started) * partOfTime);
  }

  look(engine: PackedEngine, state: Int32Array): void {
    const from = performance.now();
    const times = this.#looks < twice ? 2 : 1;
    if (this.#looks === 0) withoutChance(() => this.#lookAtStarts());
    withoutChance(() => compareAt(engine, this.#reference, state, times));
    this.#spent += performance.now() - from;
    this.#looks++;
  }

  #lookAtStarts(): void {
    for (const name of [...this.#starts.keys()].slice(0, dense)) {
      if (isDeepStrictEqual(this.#starts.get(name), this.#starts.get(name))) continue;
      throw notTheSame(this.#reference.program, `the initial state '${name}' is not the same twice`);
    }
  }
}

/** Looks again at where findings fail. Throws ModelError where that is not what is found now. */
export function confirm(compiled: Compiled, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const engine = new PackedEngine(compiled);
  const reference = new ReferenceEngine(compiled.program);
  for (const { states, failure } of findings) {
    const told = lookAt(engine, reference, states.at(-1)!);
    const step = failingStep(failure);
    const now = step === undefined ? told.wrong : told.outcomes.get(step);
    // The order of locks is judged by all steps together.
    if (failure.where.kind === 'order' || (now !== undefined && 'check' in now && isAmong(failure, now)))
      continue;
    const where = step === undefined ? '' : `${describeStep(compiled.program.steps[step]!)}: `;
    throw notTheSame(
      compiled.program,
      `${where}'${nameOfFailure(failure)}' fails at one time and not at another in one state`,
    );
  }
}

/** The ModelError for a step that has led from one state to the next one and does not lead there again. */
export function explainLost(
  compiled: Compiled,
  lost: { readonly state: State; readonly next: State },
): ModelError {
  const { program } = compiled;
  const engine = new PackedEngine(compiled);
  const reference = new ReferenceEngine(program);
  try {
    const { outcomes } = lookAt(engine, reference, lost.state);
    // A step moves no other thread than its own.
    const moved = lost.state.threads.findIndex(({ label }, i) => label !== lost.next.threads[i]!.label);
    const step = reference.enabledOf(lost.state, Math.max(0, moved))[0];
    if (moved >= 0 && step !== undefined) {
      const how = stepsApart(engine, step, engine.encode(lost.next), outcomes.get(step.number));
      return notTheSame(program, `${describeStep(step)}: ${how}`);
    }
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  return notTheSame(program, 'a step that the search has taken is not there when it is taken again');
}

/** Says in which way a step does not do the same twice, where it can be seen once more. */
export function explain(compiled: Compiled, found: ModelError & { readonly packed: Int32Array }): ModelError {
  const { program, generated } = compiled;
  const engine = new PackedEngine({ ...compiled, ways: new LearnedWays(program, generated.layout) });
  try {
    withoutChance(() => compareAt(engine, new ReferenceEngine(program), found.packed, twice));
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  return found;
}

function lookAt(engine: PackedEngine, reference: ReferenceEngine, state: State): Told {
  return withoutChance(() => compareAt(engine, reference, engine.encode(state), 2));
}

const isAmong = (failure: Failure, found: Failure): boolean =>
  apart(found).some((one) => nameOfFailure(one) === nameOfFailure(failure));

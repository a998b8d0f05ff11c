import type { FlatLabel } from '../../program/body.ts';
import { type Failure, failingStep } from '../../program/failure.ts';
import { known } from '../../program/known.ts';
import type { Program } from '../../program/program.ts';
import type { State } from '../../program/state.ts';
import { CheckedSteps } from '../../reference/checkedSteps.ts';
import { ReferenceEngine } from '../../reference/referenceEngine.ts';
import { Movements } from './movements.ts';

/** A failure without any race: the threads ran one after the other. */
export interface SerialFailure {
  readonly check: string;
  readonly property?: string;
  readonly message: string;
  /** The label whose step fails, and the function that its thread was started with; none where a state fails. */
  readonly at?: FlatLabel;
  readonly root?: string;
}

/** More nodes than that are not explored: the search over all interleavings decides then. */
const nodeLimit = 20_000;

/**
 * The first failure of the runs in which a thread that has begun goes on until it has ended or waits, in any order of
 * the threads and with every choice that they have; undefined where none of them fails. A run of steps without a
 * choice that comes back to where it was is a failure too, `never-ends`.
 */
export function serialFailure(program: Program): SerialFailure | undefined {
  return explore(program, new SerialRuns(new ReferenceEngine(program)));
}

/** What the lines of a program do, in these runs and in some with races, for lines that no other ones reach. */
export function movementsOf(program: Program): Movements {
  const movements = new Movements(program);
  explore(program, new SerialRuns(new ReferenceEngine(program), movements));
  walk(new ReferenceEngine(program), movements);
  return movements;
}

/** Runs at random, the same ones every time. */
function walk(engine: ReferenceEngine, movements: Movements): void {
  let random = 1;
  const below = (n: number) => {
    random = (random * 48_271) % 0x7fff_ffff;
    return random % n;
  };
  const starts = [...engine.initial().values()];
  const checked = new CheckedSteps(engine);
  for (let i = 0; i < walks; i++) {
    let state = starts[i % starts.length]!;
    for (let steps = 0; steps < walkLimit; steps++) {
      const possible = engine.enabled(state);
      if (possible.length === 0) break;
      const step = possible[below(possible.length)]!;
      const next = checked.step(state, step);
      if ('check' in next) break;
      movements.note(step.label, state, next);
      state = next;
    }
  }
}

const walks = 100;
const walkLimit = 300;

function explore(program: Program, runs: SerialRuns): SerialFailure | undefined {
  for (const state of new ReferenceEngine(program).initial().values()) {
    const failure = runs.from(state);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

interface Node {
  readonly state: State;
  /** The thread that runs; none where the next one may be any. */
  readonly running: number | undefined;
  /** The nodes that led here by steps that were the only ones possible. */
  readonly forced: ReadonlySet<string>;
}

class SerialRuns {
  readonly #engine: ReferenceEngine;
  readonly #checked: CheckedSteps;
  readonly #movements: Movements | undefined;
  readonly #seen = new Set<string>();

  constructor(engine: ReferenceEngine, movements?: Movements) {
    this.#engine = engine;
    this.#movements = movements;
    this.#checked = new CheckedSteps(engine);
  }

  from(start: State): SerialFailure | undefined {
    const open: Node[] = [{ state: start, running: undefined, forced: new Set() }];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const key = JSON.stringify([node.state, node.running]);
      if (node.forced.has(key)) return neverEnds(this.#labelOf(node));
      if (this.#seen.has(key)) continue;
      if (this.#seen.size >= nodeLimit) return undefined;
      this.#seen.add(key);
      const next = this.#expand(node, key, open);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  #expand({ state, running, forced }: Node, key: string, open: Node[]): SerialFailure | undefined {
    const wrong = this.#checked.wrong(state);
    if (wrong !== undefined) return this.#failure(wrong);
    const own = running === undefined ? [] : this.#engine.enabledOf(state, running);
    const possible = own.length > 0 ? own : this.#engine.enabled(state);
    const onlyOne = possible.length === 1 ? new Set([...forced, key]) : new Set<string>();
    for (const step of possible) {
      const next = this.#checked.step(state, step);
      if ('check' in next) return this.#failure(next);
      this.#movements?.note(step.label, state, next);
      open.push({ state: next, running: step.thread.index, forced: onlyOne });
    }
    return undefined;
  }

  #failure(failure: Failure): SerialFailure {
    const { check, property, message } = failure;
    const failing = failingStep(failure);
    const step = failing === undefined ? undefined : this.#engine.program.steps[failing]!;
    return { check, message, ...known({ property, at: step?.label, root: step?.thread.body.fn }) };
  }

  #labelOf({ state, running }: Node): FlatLabel | undefined {
    return running === undefined
      ? undefined
      : this.#engine.program.threads[running]!.body.labels[state.threads[running]!.label];
  }
}

function neverEnds(at: FlatLabel | undefined): SerialFailure {
  const where = at === undefined ? 'somewhere' : `at ${at.name}`;
  return {
    check: 'never-ends',
    message: `a thread by itself comes back to where it was, ${where}, for ever`,
  };
}

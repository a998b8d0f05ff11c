import { lockedOut } from '../../checker/meaning/lockedOut.ts';
import { apart, type Failure, nameOfFailure } from '../../checker/program/failure.ts';
import { forms } from '../../checker/program/forms.ts';
import { LockJudge } from '../../checker/program/lockJudge.ts';
import { type LockPair, pairsTaken } from '../../checker/program/locks.ts';
import { type LockUse, usesMade } from '../../checker/program/lockUses.ts';
import type { Program } from '../../checker/program/program.ts';
import { PropertyChecks } from '../../checker/program/propertyChecks.ts';
import type { State } from '../../checker/program/state.ts';
import type { Step } from '../../checker/program/step.ts';
import { bitOf } from '../../checker/program/ways.ts';
import { ReferenceEngine } from '../../checker/reference/referenceEngine.ts';
import { isAny, meets, type Sought } from '../../checker/search/sought.ts';
import { type Finding, type Space, stepsTo } from '../../checker/search/space.ts';
import { Violation } from '../../model/language/index.ts';

/** What a search finds, without what it costs. */
export type Found = Omit<Space, 'seconds' | 'bytes'>;

interface Known {
  readonly state: State;
  readonly depth: number;
  readonly from: Known | undefined;
}

/** A pair of locks, or a use of one, and the step from a state that made it. */
type Taken = ({ readonly pair: LockPair } | { readonly use: LockUse }) & {
  readonly at: Known;
  readonly step: number;
};

/**
 * Breadth-first search on the reference engine as plainly as it can be written: what `breadthFirst` must find.
 * It throws RangeError at more states than `maxStates`.
 */
export function naiveSearch(program: Program, sought: Sought, maxStates = Infinity): Found {
  return new NaiveSearch(program, sought, maxStates).run();
}

class NaiveSearch {
  readonly #program: Program;
  readonly #sought: Sought;
  readonly #maxStates: number;
  readonly #engine: ReferenceEngine;
  readonly #properties: PropertyChecks;
  readonly #judge: LockJudge;
  readonly #visited = new Map<string, Known>();
  readonly #fired: Uint8Array;
  readonly #witnessed = new Set<string>();
  readonly #reached = new Set<string>();
  readonly #findings: Finding[] = [];
  #locks: Taken[] = [];
  #transitions = 0;
  #beyond = 0;
  /** A step of the level has failed that ends the search: the rest of its states are only asked themselves. */
  #ending = false;
  #stopped = false;

  constructor(program: Program, sought: Sought, maxStates: number) {
    this.#program = program;
    this.#sought = sought;
    this.#maxStates = maxStates;
    this.#engine = new ReferenceEngine(program);
    this.#properties = new PropertyChecks(program);
    this.#judge = new LockJudge(program);
    this.#fired = new Uint8Array(program.steps.length);
  }

  run(): Found {
    for (const state of this.#engine.initial().values()) this.#reach(state, undefined);
    let depth = 0;
    // A Map is walked in the order of insertion and shows what is inserted meanwhile: it is the queue as well.
    for (const known of this.#visited.values()) {
      if (known.depth > depth && this.#ending) this.#stopped = true;
      else if (known.depth > depth) this.#judgeOrder();
      if (this.#stopped) break;
      depth = known.depth;
      if (this.#ending) this.#ask(known);
      else this.#expand(known);
      if (this.#stopped) break;
    }
    if (!this.#stopped && !this.#ending) this.#judgeOrder();
    return {
      findings: this.#findings.sort((a, b) => stepsTo(a) - stepsTo(b)),
      stopped: this.#stopped || this.#ending ? 'violation' : undefined,
      states: this.#visited.size - this.#beyond,
      beyond: this.#beyond,
      transitions: this.#transitions,
      depth,
      fired: this.#fired,
      reached: [...this.#reached],
      witnesses: [...this.#witnessed],
    };
  }

  #reach(state: State, from: Known | undefined): void {
    const key = JSON.stringify(state);
    const depth = from === undefined ? 0 : from.depth + 1;
    if (!this.#visited.has(key)) this.#visited.set(key, { state, from, depth });
    if (this.#visited.size > this.#maxStates) throw new RangeError(`more than ${this.#maxStates} states`);
  }

  #fail(failures: Failure, at: Known): void {
    for (const failure of apart(failures)) {
      const sought = (one: Failure) => meets(this.#sought, this.#program, one);
      const same = this.#findings.filter((one) => nameOfFailure(one.failure) === nameOfFailure(failure));
      const isFirst = sought(failure) && !same.some((one) => sought(one.failure));
      if (same.length === 0 || isFirst) this.#findings.push({ failure, states: pathTo(at) });
      if (!sought(failure) || (typeof this.#sought === 'object' && this.#sought.goesOn)) continue;
      if (failure.where.kind === 'step' && isAny(this.#sought)) this.#ending = true;
      else this.#stopped = true;
    }
  }

  /** What is wrong with a state itself. */
  #ask(known: Known): void {
    const { state } = known;
    if (this.#engine.isBeyond(state)) return;
    const views = this.#engine.threadViews(state);
    const isStuck = () => this.#engine.enabled(state).length === 0;
    const wrong = this.#properties.state(state.shared, views, new Set(), isStuck, this.#out(state));
    const all = wrong ?? (isStuck() ? this.#terminal(state, new Set()) : undefined);
    if (all !== undefined) this.#fail(all, known);
  }

  #expand(known: Known): void {
    const { state } = known;
    if (this.#engine.isBeyond(state)) {
      this.#beyond++;
      return;
    }
    const views = this.#engine.threadViews(state);
    const isStuck = () => this.#engine.enabled(state).length === 0;
    const wrong = this.#properties.state(state.shared, views, this.#witnessed, isStuck, this.#out(state));
    if (wrong !== undefined) {
      this.#fail(wrong, known);
      return;
    }
    const steps = this.#engine.enabled(state);
    for (const step of steps) this.#take(known, step);
    if (steps.length > 0) return;
    const stuck = this.#terminal(state);
    if (stuck !== undefined) this.#fail(stuck, known);
  }

  #out(state: State): () => ReadonlySet<number> {
    return () => lockedOut(this.#program, state);
  }

  #terminal(state: State, reached = this.#reached): Failure | undefined {
    const views = this.#engine.threadViews(state);
    return this.#properties.terminal(state.shared, views, reached, this.#out(state));
  }

  #take(known: Known, step: Step): void {
    const { state } = known;
    try {
      const next = this.#engine.step(state, step);
      const left = this.#engine.leftBy(step, state, next);
      this.#properties.step(state.shared, next.shared, this.#engine.threadViews(next), left);
      this.#fired[step.number]! |= wayOf(step, next);
      this.#transitions++;
      this.#reach(next, known);
      const { ordersLocks } = forms[step.label.form];
      const given = [state.shared, next.shared, step.thread.index] as const;
      for (const use of usesMade(this.#program, ...given, ordersLocks))
        this.#locks.push({ use, at: known, step: step.number });
      if (ordersLocks)
        for (const pair of pairsTaken(this.#program.locks, ...given))
          this.#locks.push({ pair, at: known, step: step.number });
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.#fail(this.#properties.failure(error, step.number), known);
    }
  }

  /** After a level: what its steps say of the order of locks. */
  #judgeOrder(): void {
    for (const { at, step, ...seen } of this.#locks) {
      const found = 'pair' in seen ? this.#judge.pair(seen.pair) : this.#judge.use(seen.use, step);
      const where = { kind: 'order', step } as const;
      for (const one of found) this.#fail(this.#properties.named({ ...one, where }), at);
    }
    this.#locks = [];
  }
}

/** Which way a step went, by the label that it has led to. */
function wayOf({ branch, thread }: Step, after: State): number {
  const { label: there } = after.threads[thread.index]!;
  return bitOf(
    branch,
    branch.targets.findIndex(({ label }) => label === there),
  );
}

function pathTo(known: Known): State[] {
  const path: State[] = [];
  for (let at: Known | undefined = known; at !== undefined; at = at.from) path.push(at.state);
  return path.reverse();
}

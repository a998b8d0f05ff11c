import type { Sought } from '../../checker/search/sought.ts';
import {
  type Property,
  type Scenario,
  type Sizes,
  type Threads,
  Violation,
} from '../../model/language/index.ts';
import { boundsAt, stuckWithout } from './oracleBounds.ts';
import { freesHeldLock, locksHeld, NestingHistory } from './oracleLocks.ts';
import { type Choice, OracleMachine, type OracleState } from './oracleMachine.ts';
import { pointees } from './oraclePointees.ts';
import { UseHistory } from './oracleUses.ts';
import { type Fields, isLeftOver } from './oracleViews.ts';

/** A failure as the oracle knows it: `steps` is how many lead to the state where it happens. */
export interface OracleFinding {
  readonly check: string;
  readonly property: string | undefined;
  readonly steps: number;
  /** The thread whose step fails, by number; undefined where the state itself is wrong. */
  readonly thread: number | undefined;
}

export interface OracleResult {
  readonly findings: readonly OracleFinding[];
  readonly stopped: boolean;
  readonly states: number;
  readonly beyond: number;
  readonly transitions: number;
  readonly depth: number;
  /** The ways that threads have gone, as `takenWays` writes them. */
  readonly taken: readonly string[];
  readonly witnesses: readonly string[];
  readonly reached: readonly string[];
}

/** The checks that are made of all runs together. */
const orders = ['lock-order', 'inconsistent-lock-state'];

type Wrong = readonly [check: string, property: string | undefined];
type Asked = { readonly name: string; readonly holds: (...given: unknown[]) => boolean };

/** A state of a whole space, and where its steps lead. */
export interface OracleNode {
  readonly state: OracleState;
  readonly depth: number;
  /** The thread of each step, and the state that it leads to, by its text. */
  readonly steps: readonly { readonly thread: number; readonly to: string }[];
  /** Whether something is wrong with the state, or one of its steps. */
  readonly fails: boolean;
  /** Whether it is beyond the bounds that are stated. */
  readonly beyond: boolean;
}

/** Every state that a scenario can come to, by its text, the machine that they are states of, and what was found. */
export interface OracleGraph {
  readonly machine: OracleMachine;
  readonly nodes: ReadonlyMap<string, OracleNode>;
  readonly result: OracleResult;
}

export function oracleGraph(scenario: Scenario, design: string, sizes: Sizes = {}): OracleGraph {
  const oracle = new Oracle(scenario, design, sizes);
  const result = oracle.search('none');
  return { machine: oracle.machine, nodes: oracle.nodes, result };
}

/** Searches a scenario level by level, the second opinion on what the engines find. */
export function oracleSearch(
  scenario: Scenario,
  design: string,
  sought: Sought = 'any',
  sizes: Sizes = {},
): OracleResult {
  return new Oracle(scenario, design, sizes).search(sought);
}

/** A step that breaks something, and all that it breaks. */
class Broken extends Violation {
  readonly all: readonly Violation[];

  constructor(all: readonly Violation[]) {
    super(all[0]!.check, all[0]!.message);
    this.all = all;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Violation && 'all' in value;
  }
}

const stateFinding = ([check, property]: Wrong, steps: number): OracleFinding => ({
  check,
  property,
  steps,
  thread: undefined,
});

/** How many steps there are to a finding, one that fails among them. */
const distance = ({ steps, thread }: OracleFinding): number => steps + (thread === undefined ? 0 : 1);

class Oracle {
  readonly machine: OracleMachine;
  readonly nodes = new Map<string, OracleNode>();
  readonly #history = new NestingHistory();
  readonly #uses = new UseHistory();
  readonly #taken = new Set<string>();
  readonly #witnesses = new Set<string>();
  /** The labels at which a run has come to a bound of the model. */
  readonly #reached = new Set<string>();
  readonly #findings = new Map<string, OracleFinding>();
  #transitions = 0;
  #beyond = 0;
  #stops = false;
  /** A step has failed that ends the search; the level may have a wrong state still, which is nearer. */
  #lastLevel = false;
  /** What the last state that was expanded came to. */
  #steps: { thread: number; to: string }[] = [];
  #fails = false;

  constructor(scenario: Scenario, design: string, sizes: Sizes) {
    this.machine = new OracleMachine(scenario, design, sizes);
  }

  search(sought: Sought): OracleResult {
    const seen = new Set<string>();
    const fresh = (states: readonly OracleState[]) =>
      states.filter((state) => seen.size < seen.add(JSON.stringify(state)).size);
    let depth = 0;
    for (let level = fresh(this.machine.starts()); ; depth++) {
      const next: OracleState[] = [];
      for (const state of level) {
        if (this.#lastLevel)
          for (const wrong of this.#allWrong(state)) this.#fail(stateFinding(wrong, depth), sought);
        else {
          next.push(...fresh(this.#expand(state, depth, sought)));
          const fails = this.#fails || (this.#steps.length === 0 && this.#isBound(state));
          const beyond = this.#isBeyond(state);
          this.nodes.set(JSON.stringify(state), { state, depth, steps: this.#steps, fails, beyond });
        }
        if (this.#stops) break;
      }
      this.#stops ||= this.#lastLevel;
      if (!this.#stops) this.#judgeOrder(depth, sought);
      if (this.#stops || next.length === 0) break;
      level = next;
    }
    return {
      findings: [...this.#findings.values()].sort((a, b) => distance(a) - distance(b)),
      stopped: this.#stops,
      states: seen.size - this.#beyond,
      beyond: this.#beyond,
      transitions: this.#transitions,
      depth,
      taken: [...this.#taken],
      witnesses: [...this.#witnesses],
      reached: [...this.#reached],
    };
  }

  /** Whether nobody can go on in a state, and somebody for nothing but a bound. */
  #isBound(state: OracleState): boolean {
    return this.machine.choices(state).length === 0 && boundsAt(this.machine, state).length > 0;
  }

  #fail({ check, property, steps, thread }: OracleFinding, sought: Sought): void {
    this.#fails = true;
    const name = property ?? check;
    if (!this.#findings.has(name)) this.#findings.set(name, { check, property, steps, thread });
    const wanted = typeof sought === 'string' ? [] : [sought.by];
    if (wanted.includes(check) || wanted.includes(property ?? '')) this.#stops = true;
    if (sought !== 'any') return;
    if (thread !== undefined && !orders.includes(check)) this.#lastLevel = true;
    else this.#stops = true;
  }

  /** After a level: what its steps have shown of locks, in their order. */
  #judgeOrder(steps: number, sought: Sought): void {
    const shown = [
      ...this.#history.contradictions().map((one) => ({ ...one, check: 'lock-order' })),
      ...this.#uses.contradiction().map((one) => ({ ...one, check: 'inconsistent-lock-state' })),
    ].sort((a, b) => a.when - b.when);
    for (const { check, thread } of shown)
      this.#fail({ check, property: this.#renamed(check), steps, thread }, sought);
  }

  #expand(state: OracleState, steps: number, sought: Sought): OracleState[] {
    this.#steps = [];
    this.#fails = false;
    const fail = (check: string, property?: string, thread?: number) =>
      this.#fail({ check, property, steps, thread }, sought);
    const views = this.machine.views(state);
    if (this.#isBeyond(state)) {
      this.#beyond++;
      this.#fails = true;
      return [];
    }
    const wrong = this.#allWrong(state);
    if (!wrong.some(([check]) => check === 'always'))
      for (const { name, holds } of this.#asked('sometimes'))
        if (holds(state.shared, views)) this.#witnesses.add(name);
    for (const one of wrong) fail(...one);
    if (wrong.length > 0) return [];
    const choices = this.machine.choices(state);
    const after: OracleState[] = [];
    for (const choice of choices) {
      try {
        const next = this.#step(state, choice);
        after.push(next);
        this.#steps.push({ thread: choice.thread, to: JSON.stringify(next) });
        this.#transitions++;
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        const broken = error instanceof Broken ? error.all : [error];
        for (const { check, message } of broken)
          fail(check, check === 'everyStep' ? message : this.#renamed(check), choice.thread);
      }
    }
    return after;
  }

  /** Whether a state is beyond what the scenario states as its bounds. */
  #isBeyond(state: OracleState): boolean {
    return this.#asked('within').some(({ holds }) => !holds(state.shared, this.machine.views(state)));
  }

  /** All that is wrong with a state: what is always to be true, and what it is as an end. */
  #allWrong(state: OracleState): Wrong[] {
    if (this.#isBeyond(state)) return [];
    const views = this.machine.views(state);
    const broken = this.#asked('always').filter(({ holds }) => !holds(state.shared, views));
    const wrong: Wrong[] = broken.map(({ name }) => ['always', name]);
    if (views.every(({ settled }) => settled)) return [...wrong, ...this.#judgeEnd(state, views)];
    if (this.machine.choices(state).length > 0) return wrong;
    const bounds = boundsAt(this.machine, state);
    if (bounds.length > 0 && stuckWithout(this.machine, state).length === 0) {
      // Behind a step that ends the search, the rest of its level is only asked what is wrong with it.
      if (broken.length === 0 && !this.#lastLevel) for (const label of bounds) this.#reached.add(label);
      return wrong;
    }
    return [...wrong, ['deadlock', this.#renamed('deadlock')]];
  }

  #step(state: OracleState, choice: Choice): OracleState {
    const machine = this.machine;
    const { root } = machine.scenario.machine;
    const { thread } = choice;
    const { line } = machine.line(state, thread)!;
    const next = machine.take(state, choice);
    // It has ended, or waits for work again.
    const views = machine.views(next);
    const freed = freesHeldLock(root, state.shared, next.shared, thread, views.length)
      ? [new Violation('held-lock-freed', 'a lock')]
      : [];
    const held = [...freed, ...(machine.hasLeft(next, thread) ? this.#judgeExit(next, thread) : [])];
    const broken = this.#asked('everyStep').filter(({ holds }) => !holds(state.shared, next.shared, views));
    const all = [...held, ...broken.map(({ name }) => new Violation('everyStep', name))];
    if (all.length > 0) throw new Broken(all);
    const waits = line.kind === 'operation' && (line.form === 'wait' || line.form === 'spin');
    this.#uses.note(machine, state, next, thread, waits, this.#transitions);
    if (waits) {
      const [before, after] = [state, next].map(({ shared }) => locksHeld(root, shared, thread));
      this.#history.note(before!, after!, thread, this.#transitions);
    }
    this.#taken.add(machine.way(state, choice, next));
    return next;
  }

  #judgeExit({ shared }: OracleState, thread: number): Violation[] {
    const { root } = this.machine.scenario.machine;
    const held = new Violation('held-at-exit', 'something');
    if (locksHeld(root, shared, thread).length > 0) return [held];
    return isLeftOver(root, shared, thread) ? [held] : [];
  }

  /** What is wrong with an end, even one from which optional threads could begin: the check, and the property for it. */
  #judgeEnd(state: OracleState, views: Threads): Wrong[] {
    const broken = this.#asked('atTheEnd').filter(({ holds }) => !holds(state.shared, views));
    const wrong: Wrong[] = broken.map(({ name }) => ['atTheEnd', name]);
    for (const [table, node] of Object.entries(this.machine.scenario.machine.root.fields)) {
      if (node.kind !== 'table' || node.lifetime === undefined) continue;
      const { allocated, leakCheck } = node.lifetime;
      const known = pointees(this.machine.scenario.machine.root, state.shared, table);
      const rows = state.shared[table] as Fields[];
      if (rows.some((row, i) => allocated(row as never) && !known.has(i)))
        wrong.push([leakCheck, this.#renamed(leakCheck)]);
    }
    return wrong;
  }

  #asked(kind: Property<never>['kind']): Asked[] {
    return this.machine.scenario.properties.filter((p) => p.kind === kind) as unknown as Asked[];
  }

  #renamed(check: string): string | undefined {
    return this.machine.scenario.properties.find((p) => p.kind === 'never' && p.check === check)?.name;
  }
}

import {
  applySeries,
  designOf,
  type PatchedFns,
  resolveSize,
  returnLabel,
  type Scenario,
  type Size,
  type Sizes,
  type Threads,
  type ThreadView,
} from '../../model/language/index.ts';
import { choicesOver, chosen } from './oracleChoices.ts';
import { isHandlers, keeperOf, tasksOf } from './oracleCpus.ts';
import { beginBound, homeOf, seenLocal, startLocals } from './oracleLocals.ts';
import { isLoop } from './oracleLoop.ts';
import { type At, isAt, placeOf } from './oraclePlaces.ts';
import type { Choice, Frame, Line, OracleState, Started } from './oracleState.ts';
import {
  demand,
  type Fields,
  proxyOf,
  type Sized,
  startRecord,
  withoutLocals,
  withoutSign,
} from './oracleViews.ts';
import { labelBehind, wayTo } from './oracleWays.ts';

export type { Choice, Frame, OracleState } from './oracleState.ts';

/** A scenario interpreted as it is written, with calls on a stack and states that are copied: nothing is the checker's. */
export class OracleMachine {
  readonly scenario: Scenario;
  readonly fns: PatchedFns;
  readonly threads: readonly Started[];
  readonly sized: Sized;
  readonly #initial: Scenario['initial'];

  constructor(scenario: Scenario, design: string, given: Sizes) {
    const sizes = { ...scenario.sizes, ...given };
    this.#initial = scenario.designs[design]?.initial ?? scenario.initial;
    const numberOf = (size: unknown, subject: string) => resolveSize(size as Size, sizes, subject);
    const started = Object.entries(scenario.threads).flatMap(([name, entry]) =>
      'make' in entry
        ? Array.from({ length: numberOf(entry.count, name) }, (_, i) => ({
            name: name + i,
            thread: entry.make(i),
          }))
        : [{ name, thread: entry }],
    );
    this.scenario = scenario;
    const taken = started.map(({ thread }) => thread.cpu);
    const free = [...Array(100).keys()].filter((cpu) => !taken.includes(cpu));
    this.threads = started.map(({ name, thread }) => ({
      name,
      fn: thread.fn.name,
      given: { ...thread.arguments },
      context: thread.context,
      optional: thread.optional,
      forever: thread.forever,
      cpu: thread.cpu ?? free.shift()!,
    }));
    this.fns = applySeries(
      started.map(({ thread }) => thread.fn),
      designOf(scenario, design).series,
    );
    const rowsOf = (table: string) => {
      const node = scenario.machine.root.fields[table];
      if (table === 'task') return started.length;
      return node?.kind === 'table' ? numberOf(node.rows, table) : 0;
    };
    this.sized = { rowsOf, numberOf };
    for (const one of this.threads) one.forever ||= !one.optional && isLoop(this, one.fn);
  }

  starts(): OracleState[] {
    return Object.values(this.#initial).map((recipe) => {
      const shared = startRecord(this.scenario.machine.root.fields, this.sized);
      recipe(this.seen(shared) as never);
      const cpus = Object.fromEntries(
        this.threads.flatMap(({ cpu }, i) =>
          tasksOf(this, cpu).length > 1 && tasksOf(this, cpu).includes(i) ? [[cpu, null]] : [],
        ),
      );
      return { shared, stacks: this.threads.map(({ fn }) => this.#startOf(fn)), cpus };
    });
  }

  /** The line that a thread stands before. */
  line(state: OracleState, thread: number): Line | undefined {
    const frame = state.stacks[thread]!.at(-1);
    return frame === undefined ? undefined : this.fns.get(frame.fn)!.lines[frame.at]!;
  }

  /** The alternatives that can be taken; one whose guard breaks a check can, and breaks it. */
  choices(state: OracleState): Choice[] {
    return this.threads.flatMap((_, thread) =>
      keeperOf(this, state, thread) === undefined ? this.#ways(state, thread) : [],
    );
  }

  /** The alternatives of a thread's line that can be taken, if it has its CPU. */
  #ways(state: OracleState, thread: number): Choice[] {
    const line = this.line(state, thread)?.line;
    if (line?.kind !== 'operation') return [];
    const open = this.all(state, thread).filter((choice) => this.#open(state, choice));
    if (open.length > 0 || line.otherwise === undefined) return open;
    return [{ thread, alternative: line.otherwise, row: -1 }];
  }

  /** The alternatives of a thread's line, open or not, for each row; without the one that is left. */
  all(state: OracleState, thread: number): Choice[] {
    const line = this.line(state, thread)?.line;
    if (line?.kind !== 'operation') return [];
    return line.alternatives.flatMap((alternative): Choice[] => {
      const given = choicesOver(alternative, this.scenario.machine.root, this.sized);
      return given.map((one) => ({ thread, alternative, ...one }));
    });
  }

  /** Whether a thread that has its CPU keeps it, where it stands. */
  #keeps(state: OracleState, thread: number): boolean {
    const { optional } = this.threads[thread]!;
    if (state.stacks[thread]!.length === 0 || (optional && this.isAtStart(state, thread))) return false;
    const line = this.line(state, thread)!.line;
    if (line.kind !== 'operation' || line.form === 'yields') return false;
    const { preemption } = this.scenario;
    if (preemption?.(state.shared as never, this.views(state)[thread]!.my as never)) return false;
    if (line.bound !== undefined) return true;
    return line.form === 'spin' || this.#ways(state, thread).length > 0;
  }

  #open(state: OracleState, choice: Choice): boolean {
    const { thread, alternative } = choice;
    const { guard } = alternative;
    if (guard === undefined) return true;
    try {
      return guard(this.seen(state.shared), this.my(state, thread), ...chosen(choice)) === true;
    } catch {
      return true;
    }
  }

  /** Takes an alternative in a copy of the state; throws the violation of its guard or its effect. */
  take(state: OracleState, choice: Choice): OracleState {
    const { thread, alternative } = choice;
    const next = structuredClone(state);
    const shared = this.seen(next.shared);
    const my = this.my(next, thread);
    alternative.guard?.(shared, my, ...chosen(choice));
    const answer = alternative.effect?.(shared, my, ...chosen(choice));
    const to = alternative.next;
    this.#advance(next.stacks[thread]!, labelBehind(to, answer));
    const { cpu: own } = this.threads[thread]!;
    for (const cpu of Object.keys(next.cpus).map(Number)) {
      const last = cpu === own && tasksOf(this, cpu).includes(thread) ? thread : next.cpus[cpu]!;
      next.cpus[cpu] = last !== null && this.#keeps(next, last) ? last : null;
    }
    return next;
  }

  /** The way that a choice went: its thread, its label, the number of its alternative, its row, what its test did. */
  way({ stacks }: OracleState, { thread, alternative, row }: Choice, after: OracleState): string {
    const stack = stacks[thread]!;
    const { line } = this.fns.get(stack.at(-1)!.fn)!.lines[stack.at(-1)!.at]!;
    const all = line.kind === 'operation' ? [...line.alternatives, line.otherwise] : [];
    const label = stack.map((frame) => this.fns.get(frame.fn)!.lines[frame.at]!.label).join('.');
    const goes = wayTo(this, stack, alternative.next, placeOf(after.stacks[thread]!));
    return `${this.threads[thread]!.name} ${label} ${all.indexOf(alternative)} ${row} ${goes}`;
  }

  /** Where a thread comes to from there by a jump to a label, or else by going on. */
  placeBehind(stack: readonly At[], target?: string): string {
    const moved = stack.map(({ fn, at }) => ({ fn, at, locals: {} }));
    this.#advance(moved, target);
    return placeOf(moved);
  }

  /** What a property sees of the threads. */
  views(state: OracleState): Threads {
    const views = this.threads.map(({ name, fn, given, context, optional, cpu }, i): ThreadView => {
      const stack = state.stacks[i]!;
      const labels = stack.map((frame) => this.fns.get(frame.fn)!.lines[frame.at]!.label);
      const ended = stack.length === 0;
      const label = ended ? 'end' : labels.join('.');
      const settled = ended || (optional && this.isAtStart(state, i));
      const at = (asked: string | readonly string[]) =>
        [asked].flat().some((place) => isAt(label.split('.'), place.split('.')));
      const my = { ...given, ...stack[0]?.locals, current: i, context, cpu };
      return { name, fn, label, ended, settled, at, mayBeAt: at, my: ended ? withoutLocals(my) : my };
    });
    return Object.assign(views, Object.fromEntries(views.map((view) => [view.name, view]))) as Threads;
  }

  /** Whether a thread has no work before it: it has ended, or has come back to where one waits that need not go on. */
  hasLeft(state: OracleState, thread: number): boolean {
    const { optional, context } = this.threads[thread]!;
    const idles = optional || isHandlers(context);
    return state.stacks[thread]!.length === 0 || (idles && this.isAtStart(state, thread));
  }

  /** Whether a thread stands where it began. */
  isAtStart({ stacks }: OracleState, thread: number): boolean {
    const stack = stacks[thread]!;
    const start = this.#startOf(this.threads[thread]!.fn);
    return start.length === stack.length && start.every((frame, i) => frame.at === stack[i]!.at);
  }

  #startOf(fn: string): Frame[] {
    const stack = [this.#frame(fn)];
    this.#enter(stack);
    return stack;
  }

  #advance(stack: Frame[], label: string | undefined): void {
    const frame = stack.at(-1)!;
    const { lines } = this.fns.get(frame.fn)!;
    if (label === undefined) frame.at++;
    else frame.at = label === returnLabel ? lines.length : lines.findIndex((line) => line.label === label);
    while (stack.length > 0 && stack.at(-1)!.at >= this.fns.get(stack.at(-1)!.fn)!.lines.length) {
      stack.pop();
      if (stack.length > 0) stack.at(-1)!.at++;
    }
    this.#enter(stack);
  }

  /** Goes into the calls at the line where the thread now is. */
  #enter(stack: Frame[]): void {
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const { line } = this.fns.get(frame.fn)!.lines[frame.at]!;
      if (line.kind !== 'call') return;
      stack.push(this.#frame(line.callee.name, line.bind));
      for (const [name, node] of Object.entries(this.fns.get(line.callee.name)!.locals))
        if (Object.hasOwn(line.bind, name))
          beginBound(homeOf(this.fns, stack, {}, stack.length - 1, name), node);
    }
  }

  #frame(fn: string, bound: Fields = {}): Frame {
    const own = Object.entries(this.fns.get(fn)!.locals).filter(([name]) => !Object.hasOwn(bound, name));
    return {
      fn,
      at: 0,
      locals: startLocals(Object.fromEntries(own), this.sized),
    };
  }

  /** Shared fields as a recipe sees them. */
  seen(shared: Fields): Fields {
    return proxyOf(this.scenario.machine.root, shared, '', this.sized);
  }

  /** The names of a thread's innermost call, each looked up through the calls outside it as they bind it. */
  my(state: OracleState, thread: number): Fields {
    const stack = state.stacks[thread]!;
    const { given, context, cpu } = this.threads[thread]!;
    const { fn } = stack.at(-1)!;
    const { locals } = this.fns.get(fn)!;
    const home = (name: PropertyKey) => homeOf(this.fns, stack, given, stack.length - 1, String(name));
    return new Proxy<Fields>(
      {},
      {
        get: (_, name) => {
          if (name === 'current') return thread;
          if (name === 'context') return context;
          if (name === 'cpu') return cpu;
          const { fields, name: at } = home(name);
          return seenLocal(fields[at], locals[String(name)], this.sized);
        },
        set: (_, name, value) => {
          const at = home(name);
          if (at.parameter) throw new TypeError(`${String(name)} is a parameter`);
          demand(locals[String(name)] as never, value, this.sized);
          at.fields[at.name] = withoutSign(value);
          return true;
        },
      },
    );
  }
}

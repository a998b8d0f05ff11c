import { enablePatches, freeze, type Patch as ImmerPatch, produce, produceWithPatches } from 'immer';
import { initialOf, ModelError, type ThreadView, Violation } from '../../model/language/index.ts';
import type { FlatBranch, FlatLabel, Target } from '../program/body.ts';
import { zeroOf } from '../program/domain.ts';
import { checkExit, findLocks, type Lock, LockOrder } from '../program/locks.ts';
import { messageOf } from '../program/messageOf.ts';
import type { Program } from '../program/program.ts';
import { type Failure, PropertyChecks } from '../program/propertyChecks.ts';
import { recipeError } from '../program/recipeError.ts';
import { type Action, type State, type ThreadState, zeroState } from '../program/state.ts';
import { askPreemption, heldOffBy, mayBeReplaced, sharedCpuOf } from '../program/turns.ts';
import { type Access, recordView, threadView } from './draftViews.ts';

enablePatches();

/** A step taken: the state it leads to, and immer's patches from the one before. */
export interface Step {
  readonly state: State;
  readonly patches: readonly ImmerPatch[];
}

type Draft = { shared: State['shared']; threads: ThreadState[]; running?: (number | null)[] };

/**
 * What a machine means: recipes run through immer on frozen plain objects, one pure step at a time.
 * The packed engine must agree with it on every state, step and failure; traces are replayed on it.
 */
export class ReferenceEngine {
  readonly program: Program;
  readonly #locks: readonly Lock[];

  constructor(program: Program) {
    this.program = program;
    this.#locks = findLocks(program.schema);
  }

  /** The states to start from, by name. Throws ModelError where the scenario's recipe for one fails. */
  initial(): ReadonlyMap<string, State> {
    const { scenario, design, schema } = this.program;
    const zero = freeze(zeroState(this.program), true);
    const states = new Map<string, State>();
    for (const [name, recipe] of Object.entries(initialOf(scenario, design))) {
      const make = (draft: Draft) => {
        recipe(recordView(schema, draft.shared, '', 'write') as never);
      };
      try {
        states.set(name, produce(zero as Draft, make));
      } catch (error) {
        throw new ModelError(
          `${scenario.name}: the initial state '${name}' cannot be made: ${messageOf(error)}`,
        );
      }
    }
    return states;
  }

  /**
   * The steps that are possible in a state, in the order of threads, branches and rows.
   * A branch whose guard violates a check is among them: taking it throws the violation.
   */
  enabled(state: State): Action[] {
    return this.program.threads.flatMap((_, thread) => this.enabledOf(state, thread));
  }

  /** The steps of one thread that are possible in a state. */
  enabledOf(state: State, thread: number): Action[] {
    return heldOffBy(this.program, state, thread) === undefined ? this.stepsAt(state, thread) : [];
  }

  /** The steps that a thread's label has for it, whether or not its CPU is free for it. */
  stepsAt(state: State, thread: number): Action[] {
    const at = state.threads[thread]!.label;
    const label = this.program.threads[thread]!.body.labels[at];
    if (label === undefined) return [];
    const actions: Action[] = [];
    label.branches.forEach((branch, k) => {
      const rows =
        branch.alternative.over === undefined ? [-1] : Array.from({ length: branch.rows }, (_, row) => row);
      for (const row of rows) {
        const action = { thread, label: at, branch: k, row };
        if (branch.otherwise ? actions.length === 0 : this.#open(state, action, label, branch))
          actions.push(action);
      }
    });
    return actions;
  }

  /** Takes a step. Throws Violation where it fails a check, ModelError where its recipe is no recipe. */
  step(state: State, action: Action): State {
    return this.stepWithPatches(state, action).state;
  }

  /** As `step`, with what changed. */
  stepWithPatches(state: State, action: Action): Step {
    const branch = this.program.threads[action.thread]!.body.labels[action.label]!.branches[action.branch]!;
    if (!branch.otherwise) this.#open(state, action, this.#label(action), branch, true);
    const [next, patches] = this.#guarded(action, () =>
      produceWithPatches(state as Draft, (draft) => {
        this.#take(draft, action, branch);
      }),
    );
    if (this.program.cpus.length === 0) return { state: next, patches };
    const [scheduled, more] = produceWithPatches(next as Draft, (draft) => {
      this.#schedule(draft, next, action.thread);
    });
    return { state: scheduled, patches: [...patches, ...more] };
  }

  /** What properties see of the threads in a state. */
  threadViews(state: State): ThreadView[] {
    return this.program.threads.map((thread, i) => {
      const { name, body } = thread;
      const { label } = state.threads[i]!;
      const at = body.labels[label]?.name ?? 'end';
      const my = threadView(thread, body.names[0]!, state.threads[i]!, 'observe');
      const ended = label === body.labels.length;
      const settled = ended || (thread.optional && label === 0);
      const view = { name, fn: body.fn, label: at, ended, settled, my };
      if (sharedCpuOf(this.program, i) < 0) return Object.freeze(view);
      const holder = heldOffBy(this.program, state, i);
      const held = holder === undefined ? undefined : this.program.threads[holder]!.name;
      return Object.freeze({ ...view, heldOffBy: held });
    });
  }

  /** Checks over a whole search: a fresh one for each. */
  checks(): ReferenceChecks {
    return new ReferenceChecks(this, new LockOrder(this.#locks));
  }

  /** Checks what only a thread's last step can break; throws the Violation. */
  checkEnd(state: State, { thread }: Action): void {
    const { label } = state.threads[thread]!;
    if (label < this.program.threads[thread]!.body.labels.length) return;
    checkExit(this.#locks, this.program.schema, state.shared, thread);
  }

  #label({ thread, label }: Action): FlatLabel {
    return this.program.threads[thread]!.body.labels[label]!;
  }

  #open(
    state: State,
    action: Action,
    label: FlatLabel,
    { alternative }: FlatBranch,
    strict = false,
  ): boolean {
    const { guard } = alternative;
    if (guard === undefined) return true;
    try {
      return this.#guarded(action, () => this.#call(guard, state as Draft, action, label, 'read') === true);
    } catch (error) {
      if (strict || !(error instanceof Violation)) throw error;
      return true;
    }
  }

  #take(draft: Draft, action: Action, { alternative, targets }: FlatBranch): void {
    const { effect, next } = alternative;
    const result =
      effect === undefined ? false : this.#call(effect, draft, action, this.#label(action), 'write');
    const decides = next.kind === 'when' || next.kind === 'unless';
    this.#go(draft, action.thread, targets[decides && result ? 1 : 0]!);
  }

  #go(draft: Draft, thread: number, { label, clears }: Target): void {
    const { body } = this.program.threads[thread]!;
    const state = draft.threads[thread]!;
    state.label = label;
    const cleared = label === body.labels.length ? body.slots : clears.map((slot) => body.slots[slot]!);
    for (const slot of cleared) state.slots[slot.name] = zeroOf(slot.leaf);
  }

  /** The thread of the step runs on its CPU now, and whoever may be replaced there in the new state runs no longer. */
  #schedule(draft: Draft, state: State, thread: number): void {
    const { cpus, threads } = this.program;
    const replaceable = (t: number) => {
      const running = threads[t]!;
      const my = () => threadView(running, running.body.names[0]!, state.threads[t]!, 'observe');
      return mayBeReplaced(
        running,
        state.threads[t]!.label,
        () => askPreemption(this.program, t, state.shared, my()),
        () => this.stepsAt(state, t).length === 0,
      );
    };
    draft.running = cpus.map((cpu, i) => {
      const now = cpu.threads.includes(thread) ? thread : state.running![i]!;
      return now === null || replaceable(now) ? null : now;
    });
  }

  #call(
    recipe: (state: unknown, my: unknown, row: number) => unknown,
    draft: Draft,
    { thread, row }: Action,
    label: FlatLabel,
    access: Access,
  ): unknown {
    const running = this.program.threads[thread]!;
    const my = threadView(running, running.body.names[label.names]!, draft.threads[thread]!, access);
    return recipe(recordView(this.program.schema, draft.shared, '', access), my, row);
  }

  #guarded<T>(action: Action, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof Violation) throw error;
      throw recipeError(this.program, action, error);
    }
  }
}

/** The checks of one search on the reference engine, in the order in which the packed engine makes them. */
export class ReferenceChecks {
  readonly properties: PropertyChecks;
  readonly #engine: ReferenceEngine;
  readonly #order: LockOrder;

  constructor(engine: ReferenceEngine, order: LockOrder) {
    this.#engine = engine;
    this.#order = order;
    this.properties = new PropertyChecks(engine.program);
  }

  /** Takes a step with all checks: the next state, or how it fails. */
  step(state: State, action: Action): State | Failure {
    try {
      const next = this.#engine.step(state, action);
      this.#engine.checkEnd(next, action);
      const { form } = this.#engine.program.threads[action.thread]!.body.labels[action.label]!;
      if (form === 'wait' || form === 'spin') this.#order.note(state.shared, next.shared, action.thread);
      this.properties.step(state.shared, next.shared, this.#engine.threadViews(next));
      return next;
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return this.properties.failure(error, action);
    }
  }
}

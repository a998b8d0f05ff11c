import { freeze, produce } from 'immer';
import {
  decides,
  heeding,
  ModelError,
  type Recipe,
  type Threads,
  Violation,
} from '../../model/language/index.ts';
import { type Looking, myView, recordView } from '../meaning/viewOf.ts';
import type { Target } from '../program/body.ts';
import { decode, zeroOf } from '../program/domain.ts';
import { violationOf } from '../program/failedStep.ts';
import { isBeyond } from '../program/isBeyond.ts';
import { checkLocksFreed } from '../program/lockedRows.ts';
import { checkExit } from '../program/locks.ts';
import { messageOf } from '../program/messageOf.ts';
import { askPreemption, heldOffBy, mayBeReplaced } from '../program/preemption.ts';
import type { Program } from '../program/program.ts';
import { answerOf, checkDone, recipeError } from '../program/recipeError.ts';
import { Starts } from '../program/starts.ts';
import type { State, ThreadState } from '../program/state.ts';
import { describeStep, runRecipe, type Step } from '../program/step.ts';
import { answered } from '../program/stepLimit.ts';
import { mayIdle } from '../program/thread.ts';
import { ThreadViews } from '../program/threadViews.ts';
import { wayBy } from '../program/ways.ts';
import { zeroState } from '../program/zeroState.ts';
import { type Allowed, checkedLooking } from './checkedLooking.ts';

const looking: Readonly<Record<Allowed, Looking>> = {
  write: checkedLooking('write'),
  read: checkedLooking('read'),
  observe: checkedLooking('observe'),
  ended: checkedLooking('ended'),
};

type Draft = { shared: State['shared']; threads: ThreadState[]; running?: (number | null)[] };

/**
 * What a machine means: recipes run through immer on frozen plain objects, one pure step at a time.
 * The packed engine must agree with it on every state, step and failure; traces are replayed on it.
 */
export class ReferenceEngine {
  readonly program: Program;

  readonly #views: ThreadViews;
  #doing: Step | undefined;

  constructor(program: Program) {
    this.program = program;
    this.#views = new ThreadViews(program);
  }

  /** The states to start from, by name. */
  initial(): Starts {
    const { initial } = this.program;
    const zero = freeze(zeroState(this.program), true);
    return new Starts(Object.keys(initial), (name) => this.#start(zero as Draft, name));
  }

  /**
   * The steps that are possible in a state, in the order of threads, branches and rows.
   * A branch whose guard violates a check is among them: taking it throws the violation.
   */
  enabled(state: State): Step[] {
    return this.program.threads.flatMap(({ index }) => this.enabledOf(state, index));
  }

  /** The step whose recipes were asked last, in words: where one of them does not end, it is that. */
  doing(): string {
    return this.#doing === undefined ? 'a step' : describeStep(this.#doing);
  }

  /** The steps of one thread that are possible in a state. */
  enabledOf(state: State, thread: number): Step[] {
    if (this.isBeyond(state)) return [];
    return heldOffBy(this.program, state, thread) === undefined ? this.stepsAt(state, thread) : [];
  }

  /** Whether a state is beyond the bounds that the program states: no step is possible there. */
  isBeyond(state: State): boolean {
    return this.program.within.length > 0 && isBeyond(this.program, state.shared, this.threadViews(state));
  }

  /** The steps that a thread's label has for it, whether or not its CPU is free for it. */
  stepsAt(state: State, thread: number): Step[] {
    const open: Step[] = [];
    for (const step of this.program.stepsAt[thread]![state.threads[thread]!.label] ?? []) {
      if (step.branch.otherwise ? open.length === 0 : this.#open(state, step)) open.push(step);
    }
    return open;
  }

  /** Takes a step. Throws Violation where it fails a check, ModelError where its recipe is no recipe. */
  step(state: State, step: Step): State {
    if (!step.branch.otherwise) this.#open(state, step, true);
    const next = this.#guarded(step, () =>
      produce(state as Draft, (draft) => {
        this.#take(draft, step);
      }),
    );
    if (this.program.cpus.length === 0) return next;
    return produce(next as Draft, (draft) => {
      this.#schedule(draft, next, step.thread.index);
    });
  }

  /** What properties see of the threads in a state. */
  threadViews(state: State): Threads {
    return this.#views.of((i) => {
      const { label } = state.threads[i]!;
      const hasEnded = label === this.program.threads[i]!.body.labels.length;
      const see = () => this.#my(state, i, 0, hasEnded ? 'ended' : 'observe');
      let seen: object | undefined;
      return {
        label: () => label,
        get my() {
          seen ??= see();
          return seen;
        },
        heldOffBy: () => heldOffBy(this.program, state, i),
      };
    });
  }

  /** What a step breaks by what it leaves behind: by the rows that are gone, and by having left its thread's work. */
  leftBy({ thread }: Step, before: State, after: State): Violation[] {
    const { index, body } = thread;
    const { label } = after.threads[index]!;
    const isIdle = label === 0 && mayIdle(thread);
    const how = label === body.labels.length ? 'returns' : isIdle ? 'goes idle' : undefined;
    return [
      ...violationOf(() => checkLocksFreed(this.program, before.shared, after.shared, index)),
      ...(how === undefined ? [] : violationOf(() => checkExit(this.program, after.shared, index, how))),
    ];
  }

  /** Throws ModelError where the scenario's recipe for it fails. */
  #start(zero: Draft, name: string): State {
    const { scenario, schema, initial } = this.program;
    const recipe = initial[name]!;
    const make = () =>
      produce(zero, (draft) => {
        heeding(() => checkDone(recipe(recordView(schema, draft.shared, '', looking.write) as never)));
      });
    const what = `the initial state '${name}'`;
    try {
      return answered(this.program, () => what, make);
    } catch (error) {
      if (error instanceof ModelError) throw error;
      throw new ModelError(`${scenario.name}: ${what} cannot be made: ${messageOf(error)}`);
    }
  }

  #open(state: State, step: Step, strict = false): boolean {
    const { guard } = step.branch.alternative;
    if (guard === undefined) return true;
    try {
      return this.#guarded(step, () => answerOf('guard', this.#call(guard, state as Draft, step, 'read')));
    } catch (error) {
      if (strict || !(error instanceof Violation)) throw error;
      return true;
    }
  }

  #take(draft: Draft, step: Step): void {
    const { alternative, targets } = step.branch;
    const { effect, next } = alternative;
    const check = decides(next) ? undefined : checkDone;
    const result = effect === undefined ? false : this.#call(effect, draft, step, 'write', check);
    this.#go(draft, step.thread.index, targets[wayBy(step.branch, result)]!);
  }

  #go(draft: Draft, thread: number, { label, clears, begins }: Target): void {
    const { body } = this.program.threads[thread]!;
    const state = draft.threads[thread]!;
    state.label = label;
    const cleared = label === body.labels.length ? body.slots : clears.map((slot) => body.slots[slot]!);
    for (const slot of cleared) state.slots[slot.name] = zeroOf(slot.leaf);
    for (const { slot, code } of begins)
      state.slots[body.slots[slot]!.name] = decode(body.slots[slot]!.leaf, code);
  }

  /** The thread of the step runs on its CPU now, and whoever may be replaced there in the new state runs no longer. */
  #schedule(draft: Draft, state: State, thread: number): void {
    const { cpus, threads } = this.program;
    const replaceable = (t: number) => {
      return mayBeReplaced(
        threads[t]!,
        state.threads[t]!.label,
        () => askPreemption(this.program, t, state.shared, this.#my(state, t, 0, 'observe')),
        () => this.stepsAt(state, t).length === 0,
      );
    };
    draft.running = cpus.map((cpu, i) => {
      const now = cpu.threads.includes(thread) ? thread : state.running![i]!;
      return now === null || replaceable(now) ? null : now;
    });
  }

  #call(
    recipe: Recipe,
    draft: Draft,
    step: Step,
    allowed: Allowed,
    check?: (result: unknown) => void,
  ): unknown {
    const my = this.#my(draft, step.thread.index, step.label.names, allowed);
    const shared = recordView(this.program.schema, draft.shared, '', looking[allowed]);
    return runRecipe(recipe, shared, my, step, check);
  }

  /** What a thread sees of itself under one of its body's name spaces. */
  #my({ threads }: Pick<State, 'threads'>, index: number, names: number, allowed: Allowed): object {
    const thread = this.program.threads[index]!;
    const { body } = thread;
    return myView(thread, body.names[names]!, threads[index]!.slots, body.fn, looking[allowed]);
  }

  #guarded<T>(step: Step, run: () => T): T {
    try {
      this.#doing = step;
      return run();
    } catch (error) {
      if (error instanceof Violation) throw error;
      throw recipeError(this.program, step, error);
    }
  }
}

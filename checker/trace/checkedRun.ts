import { allowedNames, ModelError } from '../../model/language/index.ts';
import { type Failure, preferring } from '../program/failure.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import { answered } from '../program/stepLimit.ts';
import { CheckedSteps } from '../reference/checkedSteps.ts';
import { ReferenceEngine } from '../reference/referenceEngine.ts';
import { TraceRecorder } from './recorder.ts';
import { stuckRound } from './stuckRound.ts';
import type { Trace } from './trace.ts';

export interface RunOptions {
  /** Whether the order of locks is judged, by the steps of this run. */
  readonly judgesOrder?: boolean;
  /** Of several checks that fail at once, the one that the run is said to end by. */
  readonly prefers?: (failure: Failure) => boolean;
}

/** One run on the reference engine, taken step by step with all checks and written down. */
export class CheckedRun {
  readonly engine: ReferenceEngine;
  readonly #checked: CheckedSteps;
  readonly #recorder: TraceRecorder;
  readonly #prefers: (failure: Failure) => boolean;
  readonly #states: State[];
  readonly #steps: Step[] = [];
  #failure: Failure | undefined;

  /** Starts it; throws ModelError for a start that the scenario lacks. */
  constructor(
    program: Program,
    start: string,
    { judgesOrder = true, prefers = () => true }: RunOptions = {},
  ) {
    this.engine = new ReferenceEngine(program);
    this.#checked = new CheckedSteps(this.engine, judgesOrder);
    const starts = this.engine.initial();
    const state = starts.get(start);
    if (state === undefined) {
      throw new ModelError(
        `${program.scenario.name}: it has no initial state '${start}'; ${allowedNames(start, [...starts.keys()])}`,
      );
    }
    this.#recorder = new TraceRecorder(this.engine, start, state);
    this.#prefers = prefers;
    this.#states = [state];
    this.#answered(() => {
      this.#failure = this.#wrong(state);
    });
  }

  /** Where it has come to, or where the step begins that fails. */
  get state(): State {
    return this.#recorder.state;
  }

  /** The check that has failed: nothing is to be taken behind that. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Takes a step; throws ModelError where it does not end. */
  take(step: Step): void {
    this.#answered(() => this.#take(step));
  }

  #take(step: Step): void {
    const next = this.#checked.step(this.state, step);
    if ('check' in next) this.fail(step, preferring(next, this.#prefers));
    else {
      this.#recorder.add(step, next);
      this.#states.push(next);
      this.#steps.push(step);
      this.#failure = this.#wrong(next);
    }
  }

  #answered(ask: () => void): void {
    answered(this.engine.program, () => this.#checked.doing(), ask);
  }

  /** Ends it with a step that fails as is known from elsewhere. */
  fail(step: Step, failure: Failure): void {
    this.#recorder.add(step, undefined);
    this.#failure = failure;
  }

  /** Ends it: one that has come round fails where a thread can never rest again. */
  end(): void {
    this.#failure ??= stuckRound(this.engine.program, this.#states, this.#steps, this.#prefers);
  }

  /** Ends it with a failure that is known from elsewhere, the last steps of which are a round. */
  endRound(failure: Omit<Failure, 'where'>, unavoidable: number, begins: number): void {
    const steps = this.#steps.slice(unavoidable).map(({ number }) => number);
    this.#failure = { ...failure, where: { kind: 'round', steps, length: this.#steps.length - begins } };
  }

  trace(): Trace {
    return this.#recorder.trace(this.#failure);
  }

  #wrong(state: State): Failure | undefined {
    const failure = this.#checked.wrong(state);
    return failure === undefined ? undefined : preferring(failure, this.#prefers);
  }
}

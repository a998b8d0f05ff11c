import { allowedNames, ModelError } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';
import type { Failure } from '../program/propertyChecks.ts';
import type { Action, State } from '../program/state.ts';
import { type ReferenceChecks, ReferenceEngine } from '../reference/referenceEngine.ts';
import { TraceRecorder, traceFailure } from './recorder.ts';
import type { Trace } from './trace.ts';

/** One run on the reference engine, taken step by step with all checks and written down. */
export class CheckedRun {
  readonly engine: ReferenceEngine;
  readonly #checks: ReferenceChecks;
  readonly #recorder: TraceRecorder;
  #failure: Failure | undefined;

  /** Starts it; throws ModelError for a start that the scenario lacks. */
  constructor(program: Program, start: string) {
    this.engine = new ReferenceEngine(program);
    this.#checks = this.engine.checks();
    const starts = this.engine.initial();
    const state = starts.get(start);
    if (state === undefined) {
      throw new ModelError(
        `${program.scenario.name}: it has no initial state '${start}'; ${allowedNames(start, [...starts.keys()])}`,
      );
    }
    this.#recorder = new TraceRecorder(this.engine, start, state);
    this.#failure = this.#failing();
  }

  /** Where it has come to, or where the step begins that fails. */
  get state(): State {
    return this.#recorder.state;
  }

  /** The check that has failed: nothing is to be taken behind that. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** The steps that a thread could take now, each with its number among them and the row that it chooses. */
  possible(thread: number): { action: Action; choice: number; chosen: string | undefined }[] {
    const { body } = this.engine.program.threads[thread]!;
    return this.engine.enabledOf(this.state, thread).map((action, choice) => {
      const { over } = body.labels[action.label]!.branches[action.branch]!.alternative;
      return { action, choice, chosen: over === undefined ? undefined : `${over}[${action.row}]` };
    });
  }

  take(action: Action): void {
    const next = this.#checks.step(this.state, action);
    const failed = 'check' in next;
    this.#recorder.add(action, failed ? undefined : next);
    this.#failure = failed ? next : this.#failing();
  }

  trace(): Trace {
    return this.#recorder.trace(this.#failure === undefined ? undefined : traceFailure(this.#failure));
  }

  #failing(): Failure | undefined {
    const { properties } = this.#checks;
    const { shared } = this.state;
    const threads = this.engine.threadViews(this.state);
    const ended = this.engine.enabled(this.state).length === 0;
    return properties.state(shared, threads) ?? (ended ? properties.terminal(shared, threads) : undefined);
  }
}

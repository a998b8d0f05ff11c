import { buildProgram, type State, type Trace } from '../checker/index.ts';
import { ReferenceEngine } from '../checker/reference/referenceEngine.ts';
import { replayCommand, violationText } from '../checker/report/index.ts';
import type { Turn } from '../checker/trace/schedule.ts';
import type { ScenarioDesign } from '../model/language/index.ts';
import { byChoice, byTurn, type RunStep, type Taken, take, traceOf } from './randomRun.ts';
import { subjectOf } from './subject.ts';

/** One run of a design: a state to start from, and the steps that a list of choices made. */
export class Run {
  readonly steps: readonly RunStep[];
  /** The state that it starts from. */
  readonly initial: State;
  readonly #runner: Runner;
  readonly #taken: Taken;

  constructor(runner: Runner, taken: Taken) {
    this.#runner = runner;
    this.#taken = taken;
    this.steps = taken.steps;
    this.initial = taken.initial;
  }

  /** Its schedule; the last turn is the step that fails, where one does. */
  get turns(): readonly Turn[] {
    return this.#taken.turns;
  }

  /** Whether it ends in a check that fails. */
  get violated(): boolean {
    return this.#taken.failure !== undefined;
  }

  /** A run from the same start by another schedule, without those of its turns that are not possible. */
  with(turns: readonly Turn[]): Run {
    return new Run(this.#runner, take(this.#runner.engine, this.#taken.start, turns.map(byTurn)));
  }

  /** The run as a trace, or its first so many steps. */
  trace(length?: number): Trace {
    return traceOf(this.#runner.engine, this.#taken, length);
  }

  /** The command that takes the same steps again, or the first so many of them. */
  command(length?: number): string {
    return replayCommand(this.trace(length), subjectOf(this.#runner.of.scenario));
  }

  /** The race table of the check that fails, what was violated, and the command. */
  report(): string {
    return violationText(this.trace(), subjectOf(this.#runner.of.scenario));
  }

  toString(): string {
    return this.command();
  }
}

/** Makes runs of one design out of choices. Throws ModelError where the design cannot be built. */
export class Runner {
  readonly of: ScenarioDesign;
  readonly engine: ReferenceEngine;
  /** The names of the states to start from. */
  readonly starts: readonly string[];

  constructor(of: ScenarioDesign) {
    this.of = of;
    this.engine = new ReferenceEngine(buildProgram(of.scenario, of.design, of.sizes));
    this.starts = [...this.engine.initial().keys()];
  }

  run(start: string, choices: readonly number[]): Run {
    return new Run(this, take(this.engine, start, choices.map(byChoice)));
  }
}

import fc from 'fast-check';
import { sizeParameters } from '../checker/index.ts';
import {
  allowedNames,
  ModelError,
  type Scenario,
  type ScenarioDesign,
  type Sizes,
} from '../model/language/index.ts';
import { Run, Runner } from './run.ts';
import { type Progress, shorter } from './shorter.ts';

/** How long random runs are. */
export interface RunOptions {
  /** The most steps that a run has; 100 where it is not said. */
  readonly maxSteps?: number;
}

/**
 * Runs of a design: schedules of its threads, taken on the reference engine with all checks. They shrink to fewer steps
 * and fewer context switches, and are shown as the command that replays them.
 */
export function runs(of: ScenarioDesign, { maxSteps = 100 }: RunOptions = {}): fc.Arbitrary<Run> {
  return new RunArbitrary(new Runner(of), maxSteps);
}

class RunArbitrary extends fc.Arbitrary<Run> {
  readonly #runner: Runner;
  readonly #choices: fc.Arbitrary<[string, number[]]>;

  constructor(runner: Runner, maxSteps: number) {
    super();
    this.#runner = runner;
    // Some races need a thread to be passed by for long, others a change at every step: both are as likely.
    const choices = [1, 5, 25].map((weight) => {
      const choice = fc.oneof({ weight, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(255) });
      return fc.array(choice, { maxLength: maxSteps, size: 'max' });
    });
    this.#choices = fc.tuple(fc.constantFrom(...runner.starts), fc.oneof(...choices));
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Run> {
    const [start, choices] = this.#choices.generate(random, bias).value;
    return shown(this.#runner.run(start, choices));
  }

  override canShrinkWithoutContext(value: unknown): value is Run {
    return value instanceof Run;
  }

  override shrink(run: Run, progress: unknown): fc.Stream<fc.Value<Run>> {
    return fc.stream(shorter(run, progress as Progress | undefined)).map(([other, now]) => shown(other, now));
  }
}

/** A run that fast-check shows as its command. */
function shown(run: Run, progress?: Progress): fc.Value<Run> {
  Object.defineProperty(run, fc.toStringMethod, { value: () => run.toString() });
  return new fc.Value(run, progress);
}

/**
 * Values for a scenario's size parameters: each from 1 to what `most` says, or else to one more than its usual value.
 * They shrink to 1. Throws ModelError for a name that the scenario lacks.
 */
export function sizesOf(scenario: Scenario, most: Sizes = {}): fc.Arbitrary<Sizes> {
  const usual = sizeParameters(scenario);
  const unknown = Object.keys(most).find((name) => !Object.hasOwn(usual, name));
  if (unknown !== undefined)
    throw new ModelError(
      `${scenario.name}: it has no size '${unknown}'; ${allowedNames(unknown, Object.keys(usual))}`,
    );
  const ranges = Object.entries(usual).map(([name, value]) => [
    name,
    fc.integer({ min: 1, max: most[name] ?? value + 1 }),
  ]);
  return fc.record(Object.fromEntries(ranges));
}

import { ModelError } from '../../model/language/index.ts';
import type { PackedEngine } from '../packed/packedEngine.ts';
import { nothingSeen } from '../packed/seen.ts';
import { show } from '../program/domain.ts';
import { type Failure, failingStep, nameOfFailure } from '../program/failure.ts';
import { fieldValue } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import { describeStep, type Step } from '../program/step.ts';
import { CheckedSteps } from '../reference/checkedSteps.ts';
import type { ReferenceEngine } from '../reference/referenceEngine.ts';

/** What a step comes to: the next state in words, or how it fails. */
type Outcome = Int32Array | Failure;
/** What a state comes to: what its questions answer, what is wrong with it, and what becomes of its steps, by number. */
export interface Told {
  readonly wrong: Failure | undefined;
  readonly answers: ReadonlyMap<string, boolean>;
  readonly outcomes: ReadonlyMap<number, Outcome>;
}

/**
 * Has both engines say what a state comes to, the reference engine so many times. Throws ModelError for a difference: a recipe of the model has been run
 * twice in one state, on views of two kinds, and has not done the same.
 */
export function compareAt(
  engine: PackedEngine,
  reference: ReferenceEngine,
  state: Int32Array,
  times = 1,
): Told {
  const told = toldByPacked(engine, state);
  engine.blank();
  for (const other of toldByReference(engine, reference, engine.decode(state), times)) {
    const found = difference(engine, told, other);
    if (found !== undefined) throw notTheSame(engine.program, found);
  }
  return told;
}

/** The ModelError for a model whose recipes do not do the same twice. */
export function notTheSame({ scenario, design }: Program, found: string): ModelError {
  return new ModelError(
    `${scenario.name}@${design}: ${found}; allowed: recipes that hang on the state alone, keep nothing between calls and read fields by name`,
  );
}

function toldByPacked(engine: PackedEngine, state: Int32Array): Told {
  const { program, words, batch } = engine;
  const answers = engine.answers(state);
  const seen = nothingSeen(program);
  const { wrong, failed, from } = engine.expand(state, 0, 0, seen);
  const outcomes = new Map<number, Outcome>();
  let at = from;
  // Successors are in the order of their steps, and those of a state that is wrong are nobody's business.
  if (wrong === undefined) {
    for (const { number } of program.steps) {
      if (seen.fired[number] === 0) continue;
      outcomes.set(number, batch.slice(at * words, (at + 1) * words));
      at++;
    }
    for (const failure of failed) outcomes.set(failingStep(failure)!, failure);
  }
  engine.takeBack();
  return { wrong, answers, outcomes };
}

/** Each part as often as is asked for, one time right after the other: what counts its calls does not get in step. */
function toldByReference(
  packed: PackedEngine,
  engine: ReferenceEngine,
  state: State,
  times: number,
): readonly Told[] {
  const all = Array.from({ length: times }, () => ({
    checked: new CheckedSteps(engine, false),
    outcomes: new Map<number, Outcome>(),
  }));
  const enabled = engine.enabled(state);
  const answers = all.map(({ checked }) => checked.answers(state));
  const wrong = all.map(({ checked }) => checked.wrong(state, () => enabled));
  for (const step of wrong[0] === undefined ? enabled : []) {
    for (const { checked, outcomes } of all) {
      const next = checked.step(state, step);
      outcomes.set(step.number, 'check' in next ? next : packed.encode(next));
    }
  }
  return all.map(({ outcomes }, i) => ({ wrong: wrong[i], answers: answers[i]!, outcomes }));
}

function difference(engine: PackedEngine, one: Told, other: Told): string | undefined {
  for (const [name, answer] of one.answers)
    if (other.answers.get(name) !== answer) return `property "${name}" is true and false of one state`;
  if (!isSame(one.wrong, other.wrong)) return wrongly(one.wrong, other.wrong);
  for (const number of new Set([...one.outcomes.keys(), ...other.outcomes.keys()])) {
    const [a, b] = [one.outcomes.get(number), other.outcomes.get(number)];
    if (isSame(a, b)) continue;
    const step = engine.program.steps[number]!;
    return `${describeStep(step)}: ${stepsApart(engine, step, a, b)}`;
  }
  return undefined;
}

/** Failures are made of text and numbers, by the same code for both engines. */
function isSame(one: Outcome | undefined, other: Outcome | undefined): boolean {
  if (one instanceof Int32Array && other instanceof Int32Array)
    return one.every((word, i) => word === other[i]);
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function wrongly(one: Failure | undefined, other: Failure | undefined): string {
  const { check, property } = (one ?? other)!;
  const what = property === undefined ? `the check '${check}'` : `property "${property}"`;
  if (one === undefined || other === undefined) return `${what} fails and holds in one state`;
  return nameOfFailure(one) === nameOfFailure(other)
    ? `${what} fails in two ways in one state: "${one.message}" and "${other.message}"`
    : `${what} fails in a state in which '${nameOfFailure(other)}' does at another time`;
}

/** In which way two outcomes of a step are not the same. */
export function stepsApart(engine: PackedEngine, step: Step, one?: Outcome, other?: Outcome): string {
  if (one === undefined || other === undefined) return 'its guard is true and false in one state';
  if (!(one instanceof Int32Array) || !(other instanceof Int32Array)) {
    const failure = (one instanceof Int32Array ? other : one) as Failure;
    return `it fails by ${nameOfFailure(failure)} and does not in one state ("${failure.message}")`;
  }
  const { fields, threads } = engine.program;
  const states = [engine.decode(one), engine.decode(other)] as const;
  const field = fields.find((each) => fieldValue(each, states[0]) !== fieldValue(each, states[1]));
  if (field !== undefined) {
    const [a, b] = states.map((state) => show(field.leaf, fieldValue(field, state)));
    return `run twice in one state it leaves ${field.path} at ${a} and at ${b}`;
  }
  const { index } = step.thread;
  const [a, b] = states.map(
    (state) => threads[index]!.body.labels[state.threads[index]!.label]?.name ?? 'end',
  );
  return a === b
    ? 'who may run on its CPU afterwards is not the same twice'
    : `run twice in one state it goes to ${a} and to ${b}`;
}

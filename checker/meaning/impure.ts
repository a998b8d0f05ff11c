import { ModelError } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';
import { describeStep, type Step } from '../program/step.ts';

/** A step does not do the same when it is taken twice in one state. */
export class Impure extends ModelError {
  /** The state, packed. */
  readonly packed: Int32Array;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof ModelError && 'packed' in value;
  }

  constructor({ scenario, design }: Program, step: Step, packed: Int32Array) {
    super(
      `${scenario.name}@${design}: ${describeStep(step)}: it does not do the same when it is taken twice in one state; allowed: recipes that hang on the state alone, keep nothing between calls and read fields by name`,
    );
    this.packed = packed;
  }
}

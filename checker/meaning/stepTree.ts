import { ModelError } from '../../model/language/index.ts';
import { valuesOf } from '../program/domain.ts';
import type { Field } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import type { Step } from '../program/step.ts';
import { Interrupted, Recording } from './recording.ts';
import { runStep, type StepOutcome } from './stepOutcome.ts';

/** The meaning of a step as a value: which field it looks at first, and what it comes to for each code of that. */
export type StepTree = StepOutcome | StepNode;

export interface StepNode {
  readonly kind: 'looks';
  readonly field: Field;
  /** By the code that the field has. */
  readonly children: readonly StepTree[];
}

export interface TreeLimits {
  /** How many paths a tree may have. */
  readonly paths: number;
  /** How many fields a path may look at: a recipe that follows values that cannot be may go round in them for ever. */
  readonly depth?: number;
}

/** Ends a run where a recipe looks at a field of which nothing is assumed. */
class Unknown extends Interrupted {
  readonly field: Field;

  constructor(field: Field) {
    super(field.path);
    this.field = field;
  }
}

/** Ends the making of a tree that is too large. */
class TooLarge extends Error {}

/** Makes the whole trees of a program's steps: true of every state, also of those that no run reaches. */
export class StepTrees {
  readonly #recording: Recording;
  readonly #limits: Required<TreeLimits>;
  readonly #assumed = new Map<Field, number>();
  #paths = 0;

  constructor(program: Program, { paths, depth = 64 }: TreeLimits) {
    this.#recording = new Recording(program);
    this.#limits = { paths, depth };
  }

  /** The tree of a step; undefined where it is larger than the limits. */
  of(step: Step): StepTree | undefined {
    this.#assumed.clear();
    this.#paths = 0;
    try {
      return this.#grow(step);
    } catch (error) {
      if (error instanceof TooLarge) return undefined;
      throw error;
    }
  }

  #grow(step: Step): StepTree {
    const outcome = this.#run(step);
    if (outcome instanceof Unknown) return this.#branch(step, outcome.field);
    if (++this.#paths > this.#limits.paths) throw new TooLarge();
    return outcome;
  }

  #branch(step: Step, field: Field): StepNode {
    const values = valuesOf(field.leaf);
    if (this.#assumed.size >= this.#limits.depth || this.#paths + values > this.#limits.paths)
      throw new TooLarge();
    const children = Array.from({ length: values }, (_, code) => {
      this.#assumed.set(field, code);
      return this.#grow(step);
    });
    this.#assumed.delete(field);
    return { kind: 'looks', field, children };
  }

  /** What a step comes to under what is assumed, or the field of which nothing is. */
  #run(step: Step): StepOutcome | Unknown {
    this.#recording.begin((field) => {
      const code = this.#assumed.get(field);
      if (code === undefined) throw new Unknown(field);
      return code;
    });
    try {
      return runStep(this.#recording, step);
    } catch (error) {
      if (error instanceof Unknown) return error;
      // Values that no run has together are no mistake of the recipe that cannot do with them.
      if (error instanceof ModelError) return { kind: 'fails', way: 0, writes: [], touches: [] };
      throw error;
    }
  }
}

/** What a step comes to where fields have the codes that `codeOf` gives. */
export function outcomeIn(tree: StepTree, codeOf: (field: Field) => number): StepOutcome {
  let at = tree;
  while (at.kind === 'looks') at = at.children[codeOf(at.field)]!;
  return at;
}

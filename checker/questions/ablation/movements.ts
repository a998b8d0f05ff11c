import { domainOf } from '../../program/domains/index.ts';
import { fieldValue } from '../../program/fields.ts';
import type { Program } from '../../program/program.ts';
import type { State } from '../../program/state.ts';
import type { Step } from '../../program/step.ts';
import { Loads } from './loads.ts';
import type { LineName } from './removal.ts';

/**
 * Which shared fields a line has been seen to move, row numbers left out: up where it takes a lock, counts or adds to
 * a set, down where it does the reverse.
 */
export interface Movement {
  readonly up: Set<string>;
  readonly down: Set<string>;
}

/** What the lines of a program have been seen to do. */
export class Movements {
  /** The names of the threads that may come to where they go on for ever by themselves. */
  endless: ReadonlySet<string> = new Set();
  /** Which locals lines load. */
  readonly loads: Loads;
  readonly #program: Program;
  readonly #lines = new Map<string, Movement>();

  constructor(program: Program) {
    this.#program = program;
    this.loads = new Loads(program);
  }

  /** Takes note of a step. */
  note(step: Step, before: State, after: State): void {
    const key = keyOf(step.label);
    this.loads.note(step, before);
    const known = this.#lines.get(key) ?? { up: new Set<string>(), down: new Set<string>() };
    this.#lines.set(key, known);
    for (const field of this.#program.fields) {
      if (field.thread !== undefined) break;
      const [from, to] = [fieldValue(field, before), fieldValue(field, after)];
      const way = from === to ? undefined : domainOf(field.leaf).moves(field.leaf, from, to);
      if (way !== undefined) known[way].add(field.pattern);
    }
  }

  of(line: LineName): Movement {
    return this.#lines.get(keyOf(line)) ?? { up: new Set(), down: new Set() };
  }

  /** Whether the second line undoes some of what the first does: gives a lock up, counts down what it counted up. */
  undoes(first: LineName, second: LineName): boolean {
    const { down } = this.of(second);
    return [...this.of(first).up].some((path) => down.has(path));
  }
}

const keyOf = ({ fn, label }: LineName): string => `${fn}.${label}`;

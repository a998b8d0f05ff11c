import { heeding, type Recipe } from '../../model/language/index.ts';
import type { FlatBranch, FlatLabel } from './body.ts';
import type { ProgramThread } from './thread.ts';

/** A step that a thread could take somewhere: a label of it, one of the label's branches, and the row that is chosen. */
export interface Step {
  /** Its place among the program's steps, which are in the order of threads, labels, branches and rows. */
  readonly number: number;
  readonly thread: ProgramThread;
  readonly label: FlatLabel;
  readonly branch: FlatBranch;
  /** The row chosen where the branch is over a table's rows, else -1. */
  readonly row: number;
  /** The row as reports write it, `page[1]`. */
  readonly chosen: string | undefined;
}

/** All steps of some threads: those of each thread by the index of its label, and all of them by number. */
export interface Steps {
  readonly all: readonly Step[];
  readonly at: readonly (readonly (readonly Step[])[])[];
}

/** Lists the steps of the threads. */
export function listSteps(threads: readonly ProgramThread[]): Steps {
  const all: Step[] = [];
  const at = threads.map((thread) =>
    thread.body.labels.map((label) =>
      choicesOf(label).map(([branch, row]) => {
        const { over } = branch.alternative;
        const chosen = over === undefined ? undefined : `${over}[${row}]`;
        const step = { number: all.length, thread, label, branch, row, chosen };
        all.push(step);
        return step;
      }),
    ),
  );
  return { all, at };
}

/** The branches of a label with the rows that they may choose, in the order of its steps. */
function choicesOf({ branches }: FlatLabel): [branch: FlatBranch, row: number][] {
  return branches.flatMap((branch) =>
    branch.alternative.over === undefined
      ? [[branch, -1] as [FlatBranch, number]]
      : Array.from({ length: branch.rows }, (_, row): [FlatBranch, number] => [branch, row]),
  );
}

/**
 * Calls a recipe of a step. It gets a row only where one is chosen: a third parameter of its own has its own default.
 * `check` looks at what it returns. Throws the Violation that the recipe throws, or else the one that it has caught.
 */
export function runRecipe(
  recipe: Recipe,
  shared: unknown,
  my: unknown,
  { row }: Step,
  check?: (result: unknown) => void,
): unknown {
  const plain = recipe as (shared: unknown, my: unknown) => unknown;
  return heeding(() => {
    const result = row < 0 ? plain(shared, my) : recipe(shared, my, row);
    check?.(result);
    return result;
  });
}

/** How a report writes a step's thread, label and choice. */
export function describeStep({ thread, label, chosen }: Step): string {
  return `${thread.name} at ${label.name}${chosen === undefined ? '' : ` with ${chosen}`}`;
}

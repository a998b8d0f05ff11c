import { heeding, type Recipe } from '../../model/language/index.ts';
import type { FlatBranch, FlatLabel } from './body.ts';
import type { ProgramThread } from './thread.ts';

/** A step that a thread could take somewhere: a label of it, one of the label's branches, and what is chosen. */
export interface Step {
  /** Its place among the program's steps, which are in the order of threads, labels, branches and rows. */
  readonly number: number;
  readonly thread: ProgramThread;
  readonly label: FlatLabel;
  readonly branch: FlatBranch;
  /** Which of its branch's choices it is, else -1. */
  readonly row: number;
  /** The choice as its recipes get it, and as reports write it, `page[1]`. */
  readonly given: unknown;
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
        const { value: given, text: chosen } = branch.choices?.[row] ?? { value: undefined, text: undefined };
        const step = { number: all.length, thread, label, branch, row, given, chosen };
        all.push(step);
        return step;
      }),
    ),
  );
  return { all, at };
}

/** The branches of a label with the numbers of their choices, in the order of its steps. */
function choicesOf({ branches }: FlatLabel): [branch: FlatBranch, row: number][] {
  return branches.flatMap((branch) =>
    branch.choices === undefined
      ? [[branch, -1] as [FlatBranch, number]]
      : branch.choices.map((_, row): [FlatBranch, number] => [branch, row]),
  );
}

/**
 * Calls a recipe of a step. It gets what is chosen only where something is: a third parameter of its own has its own default.
 * `check` looks at what it returns. Throws the Violation that the recipe throws, or else the one that it has caught.
 */
export function runRecipe(
  recipe: Recipe,
  shared: unknown,
  my: unknown,
  { row, given }: Step,
  check?: (result: unknown) => void,
): unknown {
  const plain = recipe as (shared: unknown, my: unknown) => unknown;
  return heeding(() => {
    const result = row < 0 ? plain(shared, my) : recipe(shared, my, given);
    check?.(result);
    return result;
  });
}

/** How a report writes a step's thread, label and choice. */
export function describeStep({ thread, label, chosen }: Step): string {
  return `${thread.name} at ${label.name}${chosen === undefined ? '' : ` with ${chosen}`}`;
}

import { buildProgram, type Program } from '../../checker/index.ts';
import type { Sizes } from '../../model/language/index.ts';
import type { Selection } from '../loadScenario.ts';

/** A design that is to be checked. */
export interface Task {
  readonly selection: Selection;
  readonly design: string;
}

/** A task, and its program. */
export interface BuiltTask extends Task {
  readonly program: Program;
}

/** What the command line calls a task, which no other one is called. */
export const taskName = ({ selection, design }: Task): string => `${selection.target}@${design}`;

/** What reports call it. */
export const titleOf = ({ selection, design }: Task): string => `${selection.scenario.name}@${design}`;

/** Each design once, however often it was named. */
export function tasksOf(selections: readonly Selection[]): Task[] {
  const tasks = new Map<string, Task>();
  for (const selection of selections) {
    for (const design of selection.designs) {
      const task = { selection, design };
      tasks.set(taskName(task), task);
    }
  }
  return [...tasks.values()];
}

/** Throws ModelError where the design or the sizes do not fit the machine. */
export function builtTask(task: Task, sizes: Sizes): BuiltTask {
  return { ...task, program: buildProgram(task.selection.scenario, task.design, sizes) };
}

import type { Scenario } from '../../model/language/index.ts';
import { checked } from './checked.ts';

/** The trace of a design that is violated, as 'thread function.label' of each step. */
export async function stepsOf(scenario: Scenario, design: string): Promise<string[]> {
  const { threads, steps } = (await checked(scenario, design)).trace!;
  return steps.map(({ thread, calls, line }) => {
    const { name, fn } = threads[thread]!;
    return `${name} ${calls.at(-1)?.fn ?? fn}.${line}`;
  });
}

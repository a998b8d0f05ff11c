import { describe } from './describe.ts';
import type { AnyFn } from './listing.ts';
import { ModelError } from './modelError.ts';
import type { Scenario } from './scenario.ts';
import { resolveSize, type Sizes } from './size.ts';
import { checkThread, type Thread, type ThreadGroup } from './thread.ts';

/** A thread of a scenario under the name that it has alone. */
export interface StartedThread {
  readonly name: string;
  readonly thread: Thread;
}

/** How many threads a group may have: each takes a bit of a state at least, and no state has more of them. */
const mostThreads = 2048;

/** The threads of a scenario, each group as many as its size says. Throws ModelError for one that cannot be made. */
export function startedThreads({ name: scenario, threads }: Scenario, sizes: Sizes): StartedThread[] {
  return Object.entries(threads).flatMap(([name, entry]) => {
    if (!('make' in entry)) return [{ name, thread: entry }];
    const subject = `${scenario}: threads ${name}`;
    const count = resolveSize(entry.count, sizes, subject);
    if (count > mostThreads) {
      throw new ModelError(`${subject}: there are ${count} of them; allowed: up to ${mostThreads}`);
    }
    return Array.from({ length: count }, (_, i) => ({
      name: `${name}${i}`,
      thread: makeThread(subject, entry, i),
    }));
  });
}

/** The functions that the threads start with, each once; those of a group may differ. */
export function startedFns(scenario: Scenario, sizes: Sizes = scenario.sizes): AnyFn[] {
  return [...new Set(startedThreads(scenario, sizes).map(({ thread }) => thread.fn))];
}

function makeThread(subject: string, { make }: ThreadGroup, index: number): Thread {
  const made = attempt(subject, make, index);
  checkThread(`${subject}: thread ${index}`, made);
  return made;
}

function attempt(subject: string, make: ThreadGroup['make'], index: number): unknown {
  try {
    return make(index);
  } catch (error) {
    const why = error instanceof Error ? error.message : typeof error === 'string' ? error : describe(error);
    throw new ModelError(`${subject}: thread ${index} cannot be made: ${why}`);
  }
}

import { ModelError, type Scenario, type Thread } from '../../model/language/index.ts';

/** A CPU that several threads run on, one at a time: their indices, in order. */
export interface SharedCpu {
  readonly cpu: number;
  readonly threads: readonly number[];
}

/** The number of each thread's CPU; throws ModelError for one that cannot be. */
export function cpuNumbers(
  { name: scenario }: Scenario,
  started: readonly { readonly name: string; readonly thread: Thread }[],
): number[] {
  for (const { name, thread } of started) {
    const { cpu, context } = thread;
    if (cpu === undefined) continue;
    const subject = `${scenario}: thread ${name}`;
    if (!Number.isSafeInteger(cpu) || cpu < 0)
      throw new ModelError(
        `${subject}: its CPU is ${String(cpu)}, which is no number of one; allowed: whole numbers from 0`,
      );
    if (context === 'interrupt')
      throw new ModelError(
        `${subject}: it names CPU ${cpu} and runs in an interrupt, which does not wait for its turn there; allowed: none`,
      );
  }
  const named = new Set(started.map(({ thread }) => thread.cpu));
  let next = 0;
  return started.map(({ thread }) => {
    if (thread.cpu !== undefined) return thread.cpu;
    while (named.has(next)) next++;
    return next++;
  });
}

/** The CPUs that more than one thread runs on, lowest first; the others need no turns. */
export function sharedCpus(cpus: readonly number[]): SharedCpu[] {
  const numbers = [...new Set(cpus)].sort((a, b) => a - b);
  return numbers
    .map((cpu) => ({ cpu, threads: cpus.flatMap((of, thread) => (of === cpu ? [thread] : [])) }))
    .filter(({ threads }) => threads.length > 1);
}

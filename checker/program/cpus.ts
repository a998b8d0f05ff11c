import { ModelError, type Scenario, type Thread } from '../../model/language/index.ts';
import { forms } from './forms.ts';
import type { ProgramThread } from './thread.ts';

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
    const { cpu } = thread;
    if (cpu === undefined) continue;
    const subject = `${scenario}: thread ${name}`;
    if (!Number.isSafeInteger(cpu) || cpu < 0)
      throw new ModelError(
        `${subject}: its CPU is ${String(cpu)}, which is no number of one; allowed: whole numbers from 0`,
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

/** A thread takes its CPU with a step, so one that spins before its first would never be seen to keep the CPU from others. */
export function checkFirstLabels(
  scenario: string,
  { cpu, threads: on }: SharedCpu,
  threads: readonly ProgramThread[],
): void {
  for (const index of on) {
    const { name, body } = threads[index]!;
    const [first] = body.labels;
    if (first === undefined || forms[first.form].waits !== 'spinning') continue;
    throw new ModelError(
      `${scenario}: thread ${name} shares CPU ${cpu}, and its first label '${first.name}' spins; allowed: a label in front of it, with which the thread takes the CPU`,
    );
  }
}

import { isHandler, levelOf, ModelError, type Scenario, type Thread } from '../../model/language/index.ts';
import { forms } from './forms.ts';
import type { Gate } from './gates.ts';
import type { ProgramThread } from './thread.ts';

/** A CPU on which several threads take turns, handlers not among them: their indices, in order. */
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

/** The CPUs on which more than one thread takes turns, lowest first. */
export function sharedCpus(threads: readonly ProgramThread[]): SharedCpu[] {
  const tasks = threads.filter(({ context }) => !isHandler(context));
  const numbers = [...new Set(tasks.map(({ cpu }) => cpu))].sort((a, b) => a - b);
  return numbers
    .map((cpu) => ({ cpu, threads: tasks.filter((of) => of.cpu === cpu).map(({ index }) => index) }))
    .filter(({ threads: on }) => on.length > 1);
}

/** A thread takes its CPU with a step, so one that spins before its first would never be seen to keep the CPU from others. */
export function checkFirstLabels(scenario: string, threads: readonly ProgramThread[]): void {
  for (const { name, index, body, context, cpu } of threads) {
    // Who is interrupted keeps its CPU from nobody.
    const isKept = (other: ProgramThread) =>
      other.index !== index && other.cpu === cpu && levelOf[other.context] <= levelOf[context];
    if (!threads.some(isKept)) continue;
    const [first] = body.labels;
    if (first === undefined || forms[first.form].waits !== 'spinning') continue;
    throw new ModelError(
      `${scenario}: thread ${name} shares CPU ${cpu}, and its first label '${first.name}' spins; allowed: a label in front of it, with which the thread takes the CPU`,
    );
  }
}

/** Whether some CPU is run on by more than one thread, handlers among them, so that it matters who has which. */
export const sharesCpus = (program: {
  readonly cpus: readonly SharedCpu[];
  readonly gates: readonly (Gate | undefined)[];
}): boolean => program.cpus.length > 0 || program.gates.some((gate) => gate !== undefined);

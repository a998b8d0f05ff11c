import type { Trace } from '../trace/trace.ts';
import { ascii } from './text.ts';

/**
 * What the columns of a race table are called: CPU0, CPU1, ... in their order. Where threads share CPUs a column has its
 * thread's own CPU, and the thread's name with it if it is not the only one there.
 */
export function columnNames({ threads }: Trace, columns: readonly number[]): string[] {
  return columns.map((thread, i) => {
    const { cpu, name } = threads[thread]!;
    if (cpu === undefined) return `CPU${i}`;
    const alone = threads.every((other, k) => k === thread || other.cpu !== cpu);
    return alone ? `CPU${cpu}` : ascii(`CPU${cpu} ${name}`);
  });
}

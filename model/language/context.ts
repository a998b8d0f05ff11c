/**
 * Where a thread runs; a step may ask for it as `my.context`. A thread in 'softirq' or 'interrupt' is a *handler*: it
 * begins between two steps of what its CPU runs, and that goes on when it is over.
 */
export type Context = 'task' | 'kworker' | 'softirq' | 'interrupt';

/** How high each context is: a thread is interrupted by handlers of a higher context than its own, on its CPU. */
export const levelOf: Readonly<Record<Context, number>> = { task: 0, kworker: 0, softirq: 1, interrupt: 2 };

/** Whether threads of a context are handlers. */
export const isHandler = (context: Context): boolean => levelOf[context] > 0;

import type { AnyFn, Thread } from '../../model/language/index.ts';
import type { Choices } from './choices.ts';
import type { RandomSchema } from './randomSchema.ts';
import { type Fields, Terms } from './randomTerms.ts';

/** When a thread may be preempted, as a scenario says it and as it is shown. */
export interface RandomPreemption {
  readonly text: string;
  readonly holds: (s: Fields, my: Fields) => boolean;
}

interface OnCpus {
  readonly threads: readonly Thread[];
  readonly preemption?: RandomPreemption;
}

/** The threads on two CPUs at most, or each on its own one, and the rule by which they are preempted, if any. */
export function onCpus(choices: Choices, schema: RandomSchema, threads: readonly Thread[]): OnCpus {
  if (choices.chance(schema.hasIrqs ? 15 : 45)) return { threads };
  const placed = threads.map((thread): Thread => {
    const cpu = choices.pick([0, 0, 0, 1, undefined]);
    return beginsWithSpin(thread.fn) || cpu === undefined ? thread : { ...thread, cpu };
  });
  const interrupted = withHandlers(choices, schema, placed);
  const kind = choices.weighted({ none: 4, state: 3, thread: 1, cpu: 1 });
  if (kind === 'none') return { threads: interrupted };
  return { threads: interrupted, preemption: randomPreemption(choices, schema, kind) };
}

/** Some of the threads as handlers of the CPU that they are on, or of another one's. */
function withHandlers(
  choices: Choices,
  { hasIrqs }: RandomSchema,
  threads: readonly Thread[],
): readonly Thread[] {
  if (!choices.chance(hasIrqs ? 80 : 30)) return threads;
  return threads.map((thread): Thread => {
    const context = choices.pick(['task', 'interrupt', 'softirq', 'interrupt'] as const);
    if (context === 'task' || beginsWithSpin(thread.fn)) return thread;
    return { ...thread, context, cpu: thread.cpu ?? 0 };
  });
}

/** Such a thread may share no CPU. */
function beginsWithSpin({ lines: [first] }: AnyFn): boolean {
  return first!.line.kind === 'call' ? beginsWithSpin(first!.line.callee) : first!.line.form === 'spin';
}

function randomPreemption(
  choices: Choices,
  schema: RandomSchema,
  kind: 'state' | 'thread' | 'cpu',
): RandomPreemption {
  if (kind === 'state') {
    const safe = { ...schema, reckless: 0 };
    const test = new Terms(choices, { schema: safe, parameters: {}, locals: {} }).test(1);
    return { text: test.text, holds: (s) => test.of({ s, my: { current: 0 }, row: 0 }) };
  }
  const name = kind === 'cpu' ? 'cpu' : 'current';
  const value = choices.below(3);
  return { text: `my.${name} is ${value}`, holds: (_s, my) => my[name] === value };
}

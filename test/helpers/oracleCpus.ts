import type { Context, Scenario, Shape } from '../../model/language/index.ts';
import type { OracleState, Started } from './oracleState.ts';
import { type Fields, startOf } from './oracleViews.ts';

/** Each context stops those before it. */
const levels: readonly Context[] = ['kworker', 'task', 'softirq', 'interrupt'];

/** What there is to know of a machine to say who has its CPUs. */
interface OracleMachine {
  readonly scenario: Scenario;
  readonly threads: readonly Started[];
  isAtStart(state: OracleState, thread: number): boolean;
}

export const isHandlers = (context: Context): boolean => levels.indexOf(context) > 1;

/** The threads that take turns on a CPU. */
export const tasksOf = ({ threads }: OracleMachine, number: number): number[] =>
  threads.flatMap(({ cpu, context }, i) => (cpu === number && !isHandlers(context) ? [i] : []));

/** The other thread that a thread waits for to have its CPU: a handler, one that has handlers off, one that keeps it. */
export function keeperOf(machine: OracleMachine, state: OracleState, thread: number): number | undefined {
  const { cpu, context } = machine.threads[thread]!;
  const level = levels.indexOf(context);
  const others = machine.threads.flatMap((other, i) =>
    i !== thread && other.cpu === cpu
      ? [{ i, context: other.context, level: levels.indexOf(other.context) }]
      : [],
  );
  const runs = (i: number) => state.stacks[i]!.length > 0 && !machine.isAtStart(state, i);
  const handler = others.find((other) => isHandlers(other.context) && other.level >= level && runs(other.i));
  if (handler !== undefined) return handler.i;
  if (isHandlers(context))
    return machine.isAtStart(state, thread)
      ? others.find((other) => other.level < level && turnsOff(machine, state, other.i, level))?.i
      : undefined;
  const keeper = state.cpus[cpu] ?? thread;
  return keeper === thread ? undefined : keeper;
}

/** How high a context is. */
export const levelIn = (context: Context): number => levels.indexOf(context);

/** What a thread has in the fields that turn handlers off. */
export function offs(
  { scenario }: Pick<OracleMachine, 'scenario'>,
  { shared }: OracleState,
  thread: number,
): string {
  const { task } = scenario.machine.root.fields;
  const fields: Shape = task?.kind === 'table' ? task.row.fields : {};
  const names = Object.keys(fields).filter(
    (name) => (fields[name] as { masks?: string }).masks !== undefined,
  );
  return JSON.stringify(names.map((name) => (shared.task as Fields[])[thread]![name]));
}

/** Whether a thread has handlers of a level turned off on its CPU. */
export function turnsOff(
  machine: Pick<OracleMachine, 'scenario'>,
  { shared }: OracleState,
  thread: number,
  level: number,
): boolean {
  const { task } = machine.scenario.machine.root.fields;
  const fields: Shape = task?.kind === 'table' ? task.row.fields : {};
  return Object.entries(fields).some(
    ([name, node]) =>
      node.kind === 'leaf' &&
      node.masks !== undefined &&
      levels.indexOf(node.masks) >= level &&
      (shared.task as Fields[])[thread]![name] !== startOf(node as never),
  );
}

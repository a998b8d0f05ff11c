import { isDeepStrictEqual } from 'node:util';
import type { Program } from '../checker/index.ts';
import { messageOf } from '../checker/program/messageOf.ts';
import { allowedNames, ModelError } from '../model/language/index.ts';
import type { Run } from './run.ts';

/** A step of the machine, as an implementation is told of it. */
export interface ImplementedStep {
  /** The thread's name, and its number. */
  readonly thread: string;
  readonly current: number;
  readonly fn: string;
  readonly label: string;
  /** What was chosen, where the label chooses, as its recipes get it; and where it is a row, its number. */
  readonly chosen: unknown;
  readonly row: number | undefined;
  /** What the thread was started with, and its locals before the step; `outer.name` inside a call. */
  readonly my: Readonly<Record<string, unknown>>;
}

/** A program of the user's own that is to do what a machine does, step by step. */
export interface Implementation<I> {
  /** Makes a fresh one; gets the machine's shared state at the start of a run. */
  readonly init: (shared: Readonly<Record<string, unknown>>) => I | Promise<I>;
  /** What it does at a label, written `function.label`; at a label that is not there it does nothing. */
  readonly steps: Readonly<Record<string, (implementation: I, step: ImplementedStep) => unknown>>;
  /** What of it corresponds to the machine's shared state: the fields that are to be compared, rows by their numbers. */
  readonly abstract: (implementation: I) => object | Promise<object>;
}

/** Throws ModelError for a step at a label that the design lacks. */
export function checkSteps<I>({ bodies, scenario, design }: Program, { steps }: Implementation<I>): void {
  const labels = bodies.flatMap((body) => body.labels.map(({ id }) => id));
  for (const name of Object.keys(steps)) {
    if (!labels.includes(name))
      throw new ModelError(
        `${scenario.name}@${design}: the implementation has a step for '${name}', which is no label; ${allowedNames(name, labels)}`,
      );
  }
}

/** Takes the steps of a run on an implementation. Throws an Error where the two come apart, with the way there. */
export async function follow<I>(run: Run, { init, steps, abstract }: Implementation<I>): Promise<void> {
  const implementation = await init(run.initial.shared);
  const compare = async (length: number, shared: Readonly<Record<string, unknown>>, where: string) => {
    const apart = differences(await abstract(implementation), shared, '');
    if (apart.length > 0)
      throw new Error(
        `${where}, the implementation is not where the machine is\n${apart.join('\n')}\n${run.command(length)}`,
      );
  };
  await compare(0, run.initial.shared, 'at the start');
  for (const [i, { step: taken, before, after }] of run.steps.entries()) {
    const { name, index: current, arguments: given } = taken.thread;
    const { fn, label, id } = taken.label;
    const my = { ...given, ...before.threads[current]!.slots };
    const { given: chosen } = taken;
    const row = typeof chosen === 'number' ? chosen : undefined;
    const step = { thread: name, current, fn, label, chosen, row, my };
    const where = `after ${name} in ${fn}: ${label} (step ${i + 1})`;
    try {
      await steps[id]?.(implementation, step);
    } catch (error) {
      throw new Error(`${where}, the implementation throws: ${messageOf(error)}\n${run.command(i + 1)}`, {
        cause: error,
      });
    }
    await compare(i + 1, after.shared, where);
  }
}

/** Each field of the implementation's state that is another one in the machine's. */
function differences(ours: unknown, machine: unknown, path: string): string[] {
  if (typeof ours !== 'object' || ours === null || typeof machine !== 'object' || machine === null)
    return isDeepStrictEqual(ours, machine)
      ? []
      : [`${path}: ${JSON.stringify(machine)} in the machine, ${JSON.stringify(ours)} in the implementation`];
  return Object.entries(ours).flatMap(([field, value]) => {
    const name = Array.isArray(ours) ? `${path}[${field}]` : `${path}${path === '' ? '' : '.'}${field}`;
    if (!Object.hasOwn(machine, field)) return [`${name}: the machine has no such field`];
    return differences(value, (machine as Record<string, unknown>)[field], name);
  });
}

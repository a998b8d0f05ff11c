import type { Limits } from '../../checker/index.ts';
import { usualMemory } from '../../checker/search/usualMemory.ts';
import type { Sizes } from '../../model/language/index.ts';
import type { Io } from '../io.ts';
import { ProgressLine } from '../progress.ts';
import { ThreadBeside } from './beside.ts';
import { type Checked, type CheckSettings, checkProgram } from './checked.ts';
import { type BuiltTask, titleOf } from './task.ts';

/** How designs are checked. */
export interface CheckAllSettings extends CheckSettings {
  readonly sizes: Sizes;
  readonly quiet: boolean;
  /** How many are checked side by side at most, each in a thread; 1 for all in this one. */
  readonly workers: number;
}

/**
 * Checks designs, and returns what came of them in their order, whichever ends first; undefined for those that the user
 * has interrupted before they were begun. It does not throw.
 */
export function checkAll(
  tasks: readonly BuiltTask[],
  settings: CheckAllSettings,
  io: Io,
): Promise<readonly (Checked | undefined)[]> {
  const workers = Math.min(settings.workers, tasks.length);
  return workers > 1 ? sideBySide(tasks, { ...settings, workers }, io) : oneByOne(tasks, settings, io);
}

type All = (Checked | undefined)[];

async function oneByOne(tasks: readonly BuiltTask[], settings: CheckAllSettings, io: Io): Promise<All> {
  const all: All = tasks.map(() => undefined);
  for (const [i, task] of tasks.entries()) {
    if (io.interrupted.aborted) break;
    const line = settings.quiet ? undefined : new ProgressLine(io, titleOf(task));
    all[i] = await checkProgram(task.program, settings, (now) => {
      line?.update(now);
      return io.interrupted.aborted;
    });
    line?.end();
  }
  return all;
}

/** They share the memory. What needs more than its share is checked again, alone: no verdict hangs on who is beside it. */
async function sideBySide(tasks: readonly BuiltTask[], settings: CheckAllSettings, io: Io): Promise<All> {
  const { limits, workers } = settings;
  const share = { ...limits, maxMemory: (limits.maxMemory ?? usualMemory()) / workers };
  const all: All = tasks.map(() => undefined);
  const data = { ...settings, cwd: io.cwd, tells: !settings.quiet, interrupted: flagOf(io.interrupted) };
  const check = watched(io);
  const left = tasks.entries();
  const work = async () => {
    const thread = new ThreadBeside(data);
    for (const [i, task] of left) {
      if (io.interrupted.aborted) break;
      all[i] = await check(thread, task, share);
    }
    await thread.end();
  };
  await Promise.all(Array.from({ length: workers }, work));
  const alone = new ThreadBeside(data);
  for (const [i, task] of tasks.entries()) {
    if (all[i]?.result.stopped !== 'memory') continue;
    all[i] = io.interrupted.aborted ? undefined : await check(alone, task, limits);
  }
  await alone.end();
  return all;
}

/** Has a thread check something, and shows how it gets on: on a terminal of what was begun first alone. */
function watched(io: Io) {
  const lines: ProgressLine[] = [];
  return async (thread: ThreadBeside, task: BuiltTask, limits: Limits): Promise<Checked> => {
    const line = new ProgressLine(io, titleOf(task));
    lines.push(line);
    const checked = await thread.check(task, limits, (progress) => {
      if (!io.stderr.isTTY || line === lines[0]) line.update(progress);
    });
    lines.splice(lines.indexOf(line), 1);
    line.end();
    return checked;
  };
}

/** The signal, for threads that no event reaches while they search. */
function flagOf(interrupted: AbortSignal): Int32Array {
  const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const raise = () => Atomics.store(flag, 0, 1);
  if (interrupted.aborted) raise();
  interrupted.addEventListener('abort', raise, { once: true });
  return flag;
}

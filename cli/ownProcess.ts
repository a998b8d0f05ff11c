import { messageOf } from '../checker/program/messageOf.ts';
import { exitCodes } from './exitCodes.ts';
import { type ProcessIo, processIo } from './io.ts';
import { run } from './run.ts';
import { placeIn } from './userFile.ts';

/**
 * Runs the tool as this process, and ends that with the exit code, whatever users' files have left running. What they
 * do to the process itself, ending it or throwing in it when nobody asks them anything, is a mistake in the model.
 */
export async function ownProcess(argv: readonly string[]): Promise<void> {
  const io = processIo();
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    throw new Error(`it calls process.exit(${code ?? ''}); allowed: nothing that ends the tool`);
  };
  const strays = watchStrays(io);
  const code = await run(argv, io);
  await whatIsDueSoon();
  const unwritten = await io.written();
  if (unwritten !== undefined) process.stderr.write(`mmcheck: ${unwritten}\n`);
  exit(unwritten !== undefined || strays.length > 0 ? graver(code, exitCodes.usage) : code);
}

/** How long a user's file that has left timers running is waited for, in milliseconds. */
const dueSoonMs = 250;

/** Waits for timers that were left running, if there are any: what they throw soon must not hang on how fast the tool was. */
async function whatIsDueSoon(): Promise<void> {
  const end = performance.now() + dueSoonMs;
  const isRunning = () => process.getActiveResourcesInfo().some((kind) => timers.includes(kind));
  while (isRunning() && performance.now() < end) await new Promise((resume) => setTimeout(resume, 10));
}

const timers = ['Timeout', 'Immediate'];

/** Says what is thrown outside of everything that the tool has asked for: by a timer, or by a promise. */
function watchStrays({ stderr, env }: ProcessIo): readonly unknown[] {
  const strays: unknown[] = [];
  process.on('uncaughtException', (error) => {
    strays.push(error);
    stderr.write(
      `mmcheck: something that a scenario's file has started throws outside of every step: ${messageOf(error)}${placeIn(error)}; allowed: files that start nothing which runs later\n`,
    );
    if (env.MMCHECK_DEBUG) stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
  });
  return strays;
}

/** A mistake in a model comes before what was found in it, and behind what has kept it from being looked at. */
const graver = (code: number, mistake: number): number =>
  code === exitCodes.internal || code > 128 ? code : mistake;

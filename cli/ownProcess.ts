import { messageOf } from '../checker/program/messageOf.ts';
import { exitCodes } from './exitCodes.ts';
import { type ProcessIo, processIo } from './io.ts';
import { keptFromExit } from './keptFromExit.ts';
import { run } from './run.ts';
import { placeIn } from './userFile.ts';
import { whatIsDueSoon } from './whatIsDueSoon.ts';

/**
 * Runs the tool as this process, and ends that with the exit code, whatever users' files have left running. What they
 * do to the process itself, ending it or throwing in it when nobody asks them anything, is a mistake in the model.
 */
export async function ownProcess(argv: readonly string[]): Promise<void> {
  const io = processIo();
  const exit = keptFromExit();
  const strays = watchStrays(io);
  const code = await run(argv, io);
  await whatIsDueSoon();
  const unwritten = await io.written();
  if (unwritten !== undefined) process.stderr.write(`mmcheck: ${unwritten}\n`);
  exit(unwritten !== undefined || strays.length > 0 ? graver(code, exitCodes.usage) : code);
}

/** Says, once, what is thrown outside of everything that the tool has asked for: by a timer, or by a promise. */
function watchStrays({ stderr, env }: ProcessIo): readonly string[] {
  const strays: string[] = [];
  process.on('uncaughtException', (error) => {
    const stray = `${messageOf(error)}${placeIn(error)}`;
    // Each thread loads the file.
    if (strays.includes(stray)) return;
    strays.push(stray);
    stderr.write(
      `mmcheck: something that a scenario's file has started throws outside of every step: ${stray}; allowed: files that start nothing which runs later\n`,
    );
    if (env.MMCHECK_DEBUG) stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
  });
  return strays;
}

/** A mistake in a model comes before what was found in it, and behind what has kept it from being looked at. */
const graver = (code: number, mistake: number): number =>
  code === exitCodes.internal || code > 128 ? code : mistake;

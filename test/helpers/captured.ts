import { fileURLToPath } from 'node:url';
import type { Io } from '../../cli/io.ts';
import { run } from '../../cli/run.ts';

/** The folder with the users' files of the tests. */
export const fixtures = fileURLToPath(new URL('../cli/fixtures', import.meta.url));

/** What a run of the tool left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The makings of an Io that keeps what is written; by default of a pipe, in the folder of the fixtures. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Io['env'];
  readonly terminal?: boolean;
  readonly interrupted?: AbortSignal;
  readonly cores?: number;
}

/** An Io, and what has been written to it so far. */
export function capturedIo({
  cwd = fixtures,
  env = {},
  terminal = false,
  interrupted = new AbortController().signal,
  cores = 1,
}: Surroundings = {}) {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: terminal,
    columns: 80,
  });
  const io: Io = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    cwd,
    cores,
    interrupted,
  };
  return { io, written };
}

/** Runs the tool as if its arguments had been typed, separated by spaces, or given one by one. */
export async function mmcheck(args: string | readonly string[], around: Surroundings = {}): Promise<Outcome> {
  const { io, written } = capturedIo(around);
  const code = await run(typeof args === 'string' ? args.split(' ').filter(Boolean) : args, io);
  return { code, ...written };
}

/** The text with everything that takes another time in another run replaced: seconds and what follows from them. */
export function timeless(text: string): string {
  return text.replace(/\d+\.\d\d(?= s\b| {2}|$)/gm, '#.##');
}

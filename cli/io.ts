import { availableParallelism } from 'node:os';
import { heedSigint } from '../checker/code/cutShort.ts';
import { messageOf } from '../checker/program/messageOf.ts';

/** Where a command writes. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** What a command knows of the world around it: a test gives it another one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. */
  readonly cwd: string;
  /** How many threads may do something at a time, each on a CPU of its own. */
  readonly cores: number;
  /**
   * Aborted when the user wants the command to end and say what it knows; the reason is the signal. Until somebody asks
   * for it a signal kills, as no command has anything to tell then.
   */
  readonly interrupted: AbortSignal;
}

/** The process's own streams and signals. */
export interface ProcessIo extends Io {
  /** Waits until all is written; what could not be, in words. */
  written(): Promise<string | undefined>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The process's own streams and signals: the first signal aborts `interrupted`, the second one kills. A reader that has
 * gone away is no error.
 */
export function processIo(): ProcessIo {
  const failures: string[] = [];
  const streams = [process.stdout, process.stderr];
  const [stdout, stderr] = streams.map((stream, i) =>
    outputOf(stream, (why) => failures.push(`${i === 0 ? 'stdout' : 'stderr'} cannot be written: ${why}`)),
  );
  let interrupted: AbortSignal | undefined;
  return {
    stdout: stdout!,
    stderr: stderr!,
    env: process.env,
    cwd: process.cwd(),
    cores: availableParallelism(),
    get interrupted() {
      interrupted ??= interruptedBySignals();
      return interrupted;
    },
    written: async () => {
      await Promise.all(streams.map((stream) => new Promise<void>((done) => stream.write('', () => done()))));
      return failures[0];
    },
  };
}

function interruptedBySignals(): AbortSignal {
  const interruption = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => {
    heedSigint(false);
    for (const one of signals) process.off(one, interrupt);
    interruption.abort(signal);
  };
  for (const signal of signals) process.on(signal, interrupt);
  heedSigint(true);
  return interruption.signal;
}

function outputOf(stream: NodeJS.WriteStream, failed: (why: string) => void): Output {
  const fail = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failed(messageOf(error));
  };
  stream.on('error', fail);
  return {
    write: (text) => {
      try {
        stream.write(text);
      } catch (error) {
        // A file is written to at once.
        fail(error as NodeJS.ErrnoException);
      }
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

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
  /** Aborted when the user wants the command to end and say what it knows. */
  readonly interrupted: AbortSignal;
}

/**
 * The process's own streams and signals: the first SIGINT aborts `interrupted`, the second one kills.
 * A reader that has gone away is no error.
 */
export function processIo(): Io {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    interrupted: interruption.signal,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => {
      stream.write(text);
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

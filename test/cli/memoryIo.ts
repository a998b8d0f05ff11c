import type { Io, Output } from '../../cli/io.ts';

/** An Io that keeps what is written. */
export function memoryIo(cwd: string, env: Io['env'] = {}) {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written): Output => ({
    write: (text) => {
      written[name] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const interrupted = new AbortController().signal;
  const io: Io = { stdout: output('stdout'), stderr: output('stderr'), env, cwd, interrupted };
  return { io, written };
}

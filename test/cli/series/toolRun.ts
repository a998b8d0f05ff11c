import { run } from '../../../cli/run.ts';

/** What came of one command line. */
export interface ToolRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the tool on the words, in the folder, without a terminal. */
export async function runTool(words: readonly string[], cwd = process.cwd()): Promise<ToolRun> {
  const written = { out: '', err: '' };
  const output = (name: 'out' | 'err') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const interrupted = new AbortController().signal;
  const code = await run(words, { stdout: output('out'), stderr: output('err'), env: {}, cwd, interrupted });
  return { code, ...written };
}

import { readFileSync } from 'node:fs';

/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string;
  /** The file that the block is, where its fence says `file=NAME`. */
  readonly file?: string;
  readonly text: string;
  /** The line of its fence, from 1. */
  readonly line: number;
}

/** A command of a `console` block and what the block says that it prints. */
export interface Command {
  readonly command: string;
  readonly output: string;
  readonly line: number;
}

/** The fenced blocks of a Markdown file, in order. */
export function blocksOf(path: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; file?: string; line: number; text: string[] } | undefined;
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((text, i) => {
      const fence = /^```(\w*)(?:\s+file=(\S+))?$/.exec(text);
      if (fence === null) open?.text.push(text);
      else if (open === undefined) {
        const [, language, file] = fence;
        open = { language: language!, line: i + 1, text: [], ...(file === undefined ? {} : { file }) };
      } else {
        const { text: lines, ...rest } = open;
        blocks.push({ ...rest, text: `${lines.join('\n')}\n` });
        open = undefined;
      }
    });
  return blocks;
}

/** The commands of a `console` block: lines that start with `$ `, each with the lines up to the next. */
export function commandsOf({ text, line }: Block): Command[] {
  const commands: { command: string; output: string[]; line: number }[] = [];
  text
    .slice(0, -1)
    .split('\n')
    .forEach((written, i) => {
      if (written.startsWith('$ '))
        commands.push({ command: written.slice(2), output: [], line: line + 1 + i });
      else commands.at(-1)?.output.push(written);
    });
  return commands.map(({ output, ...rest }) => ({ ...rest, output: output.join('\n') }));
}

/** Text without what differs from run to run: times, and the memory that depends on them. */
export function withoutMeasures(text: string): string {
  return text
    .replace(/\b\d+\.\d\d s, [\d.,]+ (MB|GB|kB|bytes a state)/g, '# s, #')
    .replace(/(\d) +\d+\.\d\d(?= {2}|\n|$)/g, '$1 #')
    .trimEnd();
}

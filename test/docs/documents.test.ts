import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { Output } from '../../cli/io.ts';
import { run } from '../../cli/run.ts';
import { withOutputs } from './shownAgain.ts';
import { blocksOf, type Command, commandsOf, withoutMeasures } from './snippets.ts';

/**
 * The documents show what the tool prints. `UPDATE_DOCS=1 npx vitest run test/docs` writes it into them instead of failing
 * where it is not what they show; what it wrote wants reading, and where a line `…` cuts the output, a hand.
 */
const update = process.env.UPDATE_DOCS !== undefined;

/** What takes longer than all other commands together, which `npm run test:long` has. */
const longCommands = [
  'mmcheck check zsmalloc/compaction-isolation@v3+check-list zsmalloc/compaction-isolation@v3+compact-under-class-lock',
];
const isLeftOut = ({ command }: Command) => longCommands.includes(command) && !inject('long') && !update;

const root = resolve(import.meta.dirname, '../..');
const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
);
const folder = mkdtempSync(join(tmpdir(), 'mmcheck-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function printed(command: string): Promise<string> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  expect(words.shift()).toBe('mmcheck');
  let text = '';
  const stream: Output = { write: (part) => (text += part), isTTY: false, columns: 80 };
  const quiet: Output = { ...stream, write: () => {} };
  const { signal } = new AbortController();
  await run(words, {
    stdout: stream,
    stderr: quiet,
    env: { NO_COLOR: '1' },
    cwd: folder,
    cores: 1,
    interrupted: signal,
  });
  return text;
}

/** A line `…` in what a document shows stands for any lines, at the beginning, in the middle or at the end. */
function expectOutput(actual: string, { output, command }: Command): void {
  const shown = `\n${withoutMeasures(output)}\n`.split('\n…\n');
  const whole = `\n${withoutMeasures(actual)}\n`;
  const [first, last] = [shown[0]!, shown.at(-1)!];
  if (shown.length === 1) expect(whole, command).toBe(first);
  expect(whole.slice(0, first.length), command).toBe(first);
  expect(whole.slice(whole.length - last.length), command).toBe(last);
  let at = first.length;
  for (const part of shown.slice(1, -1)) {
    const found = whole.indexOf(`\n${part}\n`, at - 1);
    expect(found, `${command} prints, behind what is shown before it: ${part}`).toBeGreaterThanOrEqual(0);
    at = found + part.length + 1;
  }
}

describe.each(documents)('%s', (document) => {
  const path = join(root, document);
  const blocks = blocksOf(path);

  it('has the files and the output that it shows', async () => {
    const outputs = new Map<Command, string>();
    for (const block of blocks) {
      if (block.file !== undefined) writeFileSync(join(folder, block.file), block.text);
      if (block.language !== 'console') continue;
      for (const command of commandsOf(block).filter((one) => !isLeftOut(one)))
        outputs.set(command, await printed(command.command));
    }
    if (update) writeFileSync(path, withOutputs(readFileSync(path, 'utf8'), outputs));
    else for (const [command, output] of outputs) expectOutput(output, command);
  });

  it('links to files that exist', () => {
    const links = [...readFileSync(path, 'utf8').matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, to]) => to!);
    const local = links.filter((to) => !to.startsWith('http'));
    for (const to of local) expect(existsSync(resolve(root, dirname(document), to)), to).toBe(true);
  });

  it('names files and folders of the tree that exist', () => {
    const text = readFileSync(path, 'utf8');
    const named = [...text.matchAll(/`((?:model|checker|properties|scenarios|cli|bench|test)\/[\w./-]*)`/g)];
    for (const [, file] of named) expect(existsSync(join(root, file!)), file).toBe(true);
  });
});

it('leaves out commands that a document has', () => {
  const shown = documents.flatMap((document) =>
    blocksOf(join(root, document)).flatMap((block) => commandsOf(block).map(({ command }) => command)),
  );
  expect(shown).toEqual(expect.arrayContaining(longCommands));
});

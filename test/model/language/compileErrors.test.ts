import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

/**
 * Each file in mistakes/ makes mistakes of one kind. A line that the compiler must refuse ends in a comment with the
 * error's number and a part of its message; a line without one must compile.
 */
const folder = path.join(import.meta.dirname, 'mistakes');
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
const ofMistakes = files.filter((file) => marksIn(file).length > 0);

interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

let output = '';
let refusals: readonly Refusal[] = [];
beforeAll(() => {
  const root = path.join(import.meta.dirname, '../../..');
  const tsc = path.join(root, 'node_modules/.bin/tsc');
  const options = ['-p', folder, '--pretty', 'false', '--listFiles'];
  output = spawnSync(tsc, options, { cwd: root, encoding: 'utf8' }).stdout;
  refusals = refusalsIn(output);
}, 120_000);

describe('the compiler', () => {
  it.each(ofMistakes)('refuses the marked lines of %s, and no others', (file) => {
    expect(linesOf(refusals.filter((r) => r.file === file))).toEqual(linesOf(marksIn(file)));
  });

  it.each(ofMistakes)('says what is wrong in %s', (file) => {
    for (const { line, message } of marksIn(file)) {
      const refusal = refusals.find((r) => r.file === file && r.line === line);
      expect(refusal?.message, `${file}:${line}`).toContain(message);
    }
  });

  it.each(['correct.ts', 'inferred.ts'])('takes what is right, in %s', (file) => {
    expect(marksIn(file)).toEqual([]);
    expect(output).toContain(path.join(folder, file));
    expect(refusals.filter((r) => r.file === file)).toEqual([]);
  });

  it('leads with the sentence that says what is wrong with a line, in few words', () => {
    const sentences = /its recipe needs '|it goes to '|fields of other types: |its initial states have '/;
    const led = refusals.filter(({ message }) => sentences.test(message));
    expect(led.length).toBeGreaterThanOrEqual(20);
    for (const { file, line, message } of led) {
      expect(message.search(sentences), `${file}:${line}`).toBeLessThan(1000);
      expect(message.length, `${file}:${line}`).toBeLessThan(1200);
    }
  });

  it('finds fault with nothing but the mistakes', () => {
    expect(refusals.filter((r) => !ofMistakes.includes(r.file))).toEqual([]);
  });
});

describe('the mistakes', () => {
  it('are of every kind that must not compile', () => {
    expect(ofMistakes).toEqual([
      'duplicateLabel.ts',
      'initialState.ts',
      'missingLocal.ts',
      'outsideDomain.ts',
      'patchAnchor.ts',
      'sharedRow.ts',
      'threadNames.ts',
      'unknownGoto.ts',
      'wrongTable.ts',
    ]);
  });
});

function marksIn(file: string): Refusal[] {
  const lines = readFileSync(path.join(folder, file), 'utf8').split('\n');
  return lines.flatMap((text, i) => {
    const mark = /\/\/ error (TS\d+): (.+)$/.exec(text);
    return mark === null ? [] : [{ file, line: i + 1, code: mark[1]!, message: mark[2]! }];
  });
}

/** The errors that tsc printed; lines of one that are indented belong to its message. */
function refusalsIn(printed: string): Refusal[] {
  const found: Refusal[] = [];
  for (const text of printed.split('\n')) {
    const error = /^(\S+)\((\d+),\d+\): error (TS\d+): (.*)$/.exec(text);
    if (error !== null) {
      const [, file = '', line, code = '', message = ''] = error;
      found.push({ file: path.basename(file), line: Number(line), code, message });
    } else if (text.startsWith(' ')) {
      const last = found.pop();
      if (last !== undefined) found.push({ ...last, message: `${last.message}\n${text}` });
    }
  }
  return found;
}

function linesOf(all: readonly Refusal[]): string[] {
  return all.map(({ line, code }) => `line ${line}: ${code}`);
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

const file = path.join(import.meta.dirname, 'fixtures', 'expectedAt.ts');
let cwd = '';

beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'mmcheck-expected-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const tool = (...words: string[]) => mmcheck(words, { cwd });
const codeOf = async (...words: string[]) => (await tool(...words)).code;

/** What fails as it is expected to, the schedule that leads there, and one that leads to what is not expected. */
const met = [
  { design: 'second', schedule: '0.1,0', other: '0*2', at: 'b' },
  { design: 'called', schedule: '0.1,0', other: '0*2', at: 'b' },
  { design: 'together', schedule: '0.1,0', other: undefined, at: 'b' },
];

describe('an expectation that is met', () => {
  it.each(met)('is met for every command: $design', async ({ design, schedule, other, at }) => {
    const of = `${file}@${design}`;
    expect(await codeOf('check', of)).toBe(0);
    expect(await codeOf('series', of)).toBe(0);
    expect(await codeOf('replay', of, '--schedule', schedule)).toBe(0);
    if (other !== undefined) expect(await codeOf('replay', of, '--schedule', other)).toBe(1);
    expect(await codeOf('record', of, '--as', 'race')).toBe(0);
    const race = JSON.parse(readFileSync(path.join(cwd, 'races/race.json'), 'utf8'));
    expect(race.trace.steps.at(-1).line).toBe(at);
    expect(await codeOf('replay', 'races/race.json')).toBe(0);
    expect(await codeOf('regress')).toBe(0);
  });
});

describe('an expectation of a label at which nothing fails', () => {
  const of = `${file}@elsewhere`;

  it('is met for no command', async () => {
    expect(await codeOf('check', of)).toBe(1);
    expect(await codeOf('series', of)).toBe(1);
    expect(await codeOf('replay', of, '--schedule', '0*2')).toBe(1);
    const recorded = await tool('record', of, '--as', 'race');
    expect(recorded.code).toBe(1);
    expect(recorded.stderr).toContain(
      'test/expected-at@elsewhere is violated, but not as expected; expected: violated by BUG_ON at f.b',
    );
  });

  it('is not met by a kept race that fails before it gets there', async () => {
    await tool('record', `${file}@second`, '--as', 'race');
    const race = readFileSync(path.join(cwd, 'races/race.json'), 'utf8');
    const document = JSON.parse(race);
    const [choose, b] = document.trace.steps;
    const a = { ...b, label: 'a', line: 'a' };
    const steps = [{ ...choose, choice: 0 }, a, b];
    const trace = { ...document.trace, steps };
    writeFileSync(
      path.join(cwd, 'races/race.json'),
      JSON.stringify({ ...document, schedule: 'start/0*3', trace }),
    );
    const replayed = await tool('replay', 'races/race.json');
    expect(replayed.stdout).toContain('The check fails elsewhere on the way: BUG_ON at f.a instead of f.b.');
    expect(replayed.code).toBe(1);
    expect(await tool('regress')).toMatchObject({ code: 4 });
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

const own = path.join(import.meta.dirname, 'fixtures', 'series.ts');
let cwd = '';
beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'mmcheck-odd-'));
  await tool('record', `${own}@racy`, '--as', 'lost');
});
afterAll(() => rmSync(cwd, { recursive: true }));

const tool = (...words: string[]) => mmcheck(words, { cwd });
const kept = (name: string) => path.join(cwd, 'races', `${name}.json`);

describe('a file that is odd', () => {
  const long = 'x'.repeat(5000);
  it.each([
    ['check', `./${long}.ts`],
    ['check', `./${'x/'.repeat(2500)}own.ts`],
    ['check', `./own.ts#${long}@${long}`],
    ['check', long],
    ['check', './own.ts', '--reporter', `junit=${long}`],
    ['list', `./${long}.js`],
    ['show', `./${long}.mjs@d`],
    ['diff', `./${long}.ts@a`, `./${long}.ts@b`],
    ['series', `./${long}.ts`],
    ['ablate', `./${long}.ts@d`],
    ['replay', `./${long}.json`],
    ['replay', `./${long}.ts@d`, '--schedule', '0'],
    ['export', long, '--format', 'svg'],
    ['record', `${own}@racy`, '--as', 'a'.repeat(5000)],
    ['record', `${own}@racy`, '--as', 'lost', '--to', long],
    ['regress', long],
    ['regress', `${long}/${long}`],
    ['new', long],
    ['new', `./${long}/x`],
  ])('of a name of thousands of characters is a mistake: %s', async (...words) => {
    const { code, stderr } = await tool(...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^mmcheck: [^\n]*allowed: [^\n]*\n$/s);
    expect(stderr).not.toContain('internal error');
  });

  it.each<[string, (file: string) => void, string]>([
    ['a directory', (file) => mkdirSync(file), 'it cannot be read: it is a directory'],
    ['a link to nowhere', (file) => symlinkSync('nowhere', file), 'it cannot be read: there is no such file'],
    ['a link to itself', (file) => symlinkSync(file, file), 'it cannot be read: its links go round'],
    ['an empty file', (file) => writeFileSync(file, ''), ''],
    ['a race of nobody', (file) => writeFileSync(file, '{"format":"mmcheck-trace"}'), ''],
  ])('in a folder of races is told, and the others are run: %s', async (_, make, why) => {
    make(kept('aaa'));
    try {
      const { code, stdout, stderr } = await tool('regress');
      expect(code).toBe(2);
      expect(stdout).toContain('racy: still there, as it was found');
      expect(stderr).toContain(`mmcheck: ${path.join('races', 'aaa.json')}: ${why}`);
    } finally {
      rmSync(kept('aaa'), { recursive: true });
    }
  });
});

describe('a kept race', () => {
  it('whose own design is gone is not as it should be', async () => {
    const race = JSON.parse(readFileSync(kept('lost'), 'utf8'));
    writeFileSync(kept('orphan'), JSON.stringify({ ...race, trace: { ...race.trace, design: 'removed' } }));
    const { code, stdout } = await tool('regress');
    expect(code).toBe(4);
    expect(stdout).toContain('!!  removed: its scenario has this design no more');
    const { regressions } = JSON.parse((await tool('regress', '--json')).stdout);
    expect(regressions[1].designs[0]).toEqual({
      design: 'removed',
      mustBeFree: false,
      fate: { kind: 'gone' },
      asItShouldBe: false,
    });
    rmSync(kept('orphan'));
  });

  it('of a file says that the file is loaded, whichever command does so', async () => {
    const said = `mmcheck: races/lost.json is a trace of ${own}, which is loaded\n`;
    for (const words of [
      ['replay', 'races/lost.json'],
      ['export', 'races/lost.json', '--format', 'svg'],
      ['regress'],
    ])
      expect((await tool(...words)).stderr).toBe(said);
  });

  it('of a shipped scenario loads no file, and says nothing', async () => {
    await tool('record', 'migration/anon-vma-lifetime@2.6.34', '--as', 'shipped', '--to', 'own', '--quiet');
    expect((await tool('regress', 'own')).stderr).toBe('');
    expect((await tool('export', 'own/shipped.json', '--format', 'svg')).stderr).toBe('');
  });
});

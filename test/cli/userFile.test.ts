import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownModules } from '../../cli/ownModules.ts';
import { loadUserFile } from '../../cli/userFile.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { fixtures, mmcheck } from '../helpers/captured.ts';

describe('a file of the user', () => {
  it.each([
    ['doesNotParse', /\.\/doesNotParse\.ts: doesNotParse\.ts does not parse: Unexpected token, near line 3$/],
    [
      'exportsNothing',
      /\.\/exportsNothing\.ts: it has no default export; allowed: export default scenario\(/,
    ],
    [
      'exportsParts',
      /its default export is no scenario: it has no 'threads'; allowed: what scenario\(.*\) returns/,
    ],
    [
      'throwsWhenLoaded',
      /it cannot be loaded: Cannot read properties of undefined .*\(throwsWhenLoaded\.ts, near line 2\)$/,
    ],
    ['tooLarge', /test\/too-large: a state of it has \d+ bits; allowed: up to 2048/],
    [
      'outsideDomain',
      /test\/outside-domain: the initial state 'start' cannot be made: counter\[0\]\.value: 3 is outside its domain 0\.\.2/,
    ],
    [
      'unreachableLabel',
      /lost: no path leads to the label 'between'; allowed: labels that can be reached from 'start'/,
    ],
    ['anchorGone', /patch "test: log the write": add_one has no label 'write' to anchor on; allowed: read/],
    [
      'impossibleExpectation',
      /it is expected to violate 'dead-lock', which nothing checks; did you mean 'deadlock'\?/,
    ],
    [
      'recipeThrows',
      /test\/recipe-throws@only: only at read: its recipe throws: Cannot read properties of undefined/,
    ],
    ['lostUpdat', /\.\/lostUpdat\.ts: there is no such file; did you mean 'lostUpdate\.ts'\?/],
  ])('that is wrong ends with 2 and one clear line: %s', async (name, message) => {
    const { code, stdout, stderr } = await mmcheck(`check ./${name}.ts`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['./several.ts', 7],
    ['./several.ts#test/vacuous', 2],
    ['./several.ts@hopeful', 2],
    ['./several.ts#test/lost-update@hopeful', 1],
  ])('may export several scenarios: %s', async (word, designs) => {
    const { stdout } = await mmcheck(['check', word, '--json']);
    expect(JSON.parse(stdout).results).toHaveLength(designs);
  });

  it('names the scenarios that it has, and shows one design at a time', async () => {
    const wrong = await mmcheck('check ./several.ts#test/vacous');
    expect(wrong.stderr).toContain(
      "./several.ts: it has no scenario 'test/vacous'; did you mean 'test/vacuous'?",
    );
    const many = await mmcheck('show ./several.ts@hopeful');
    expect(many.stderr).toContain('./several.ts#test/lost-update@hopeful, ./several.ts#test/vacuous@hopeful');
  });

  it('is named in the command that replays its race', async () => {
    const { stdout } = await mmcheck('check ./several.ts#test/lost-update@racy');
    const [, replay] = /^replay: mmcheck (replay '\.\/several\.ts#test\/lost-update@racy' .*)$/m.exec(
      stdout,
    )!;
    expect((await mmcheck(replay!.replaceAll("'", ''))).stdout).toContain('"no update is lost" is false');
  });

  it('shares the modules of the running tool, one for each entry of the package that is not for tests', async () => {
    const others = ['./package.json', './vitest', './fast-check'];
    const entries = Object.keys(packageJson.exports).filter((entry) => !others.includes(entry));
    expect(Object.keys(await ownModules()).sort()).toEqual(
      entries.map((e) => e.replace('.', 'mmcheck')).sort(),
    );
  });
});

describe('a folder of the user', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mmcheck-user-'));
    for (const name of ['lostUpdate.ts', 'counter.ts']) cpSync(join(fixtures, name), join(folder, name));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('needs no installation, and nothing is left in it', async () => {
    const [scenario] = await loadUserFile('lostUpdate.ts', folder);
    expect(scenario?.name).toBe('test/lost-update');
    expect(readdirSync(folder).sort()).toEqual(['counter.ts', 'lostUpdate.ts']);
  });

  it('is no file', async () => {
    await expect(loadUserFile('.', folder)).rejects.toThrow(
      'it is no file; allowed: the path of a file with scenarios',
    );
  });
});

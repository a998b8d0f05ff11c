import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserProject } from '../helpers/userProject.ts';

const project = new UserProject();
afterAll(() => project.remove());
const { folder } = project;

let made: Awaited<ReturnType<UserProject['mmcheck']>>;
beforeAll(async () => {
  made = await project.mmcheck('new', 'my-race');
});

describe('mmcheck new', () => {
  it('writes a folder, and says what to do with it', () => {
    expect(made.code).toBe(0);
    expect(readdirSync(path.join(folder, 'my-race')).sort()).toEqual([
      'machine.ts',
      'my-race.test.ts',
      'my-race.ts',
      'patch.ts',
      'tsconfig.json',
    ]);
    expect(made.stdout).toBe(`wrote ./my-race/machine.ts
wrote ./my-race/patch.ts
wrote ./my-race/my-race.ts
wrote ./my-race/my-race.test.ts
wrote ./my-race/tsconfig.json

next:
  mmcheck check ./my-race/my-race.ts
  npx -p typescript tsc -p ./my-race
  npx vitest run ./my-race/my-race.test.ts
`);
  });

  it('writes what can be checked at once, with both verdicts as expected', async () => {
    const { code, stdout } = await project.mmcheck('check', './my-race/my-race.ts', '--json');
    expect(code).toBe(0);
    const results: { design: string; verdict: string; asExpected: boolean }[] = JSON.parse(stdout).results;
    expect(results.map(({ design, verdict, asExpected }) => [design, verdict, asExpected])).toEqual([
      ['naive', 'violated', true],
      ['patched', 'holds', true],
    ]);
  });

  it('writes a test that passes', () => {
    const { status, output } = project.vitest('./my-race/my-race.test.ts');
    expect(output).toMatch(/Tests +2 passed/);
    expect(status).toBe(0);
  });

  it('writes what compiles, and in which the compiler finds a mistake', () => {
    expect(project.tsc('my-race')).toEqual({ status: 0, output: '' });
    const file = path.join(folder, 'my-race/patch.ts');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace("replace('get_object'", "replace('get_objekt'"));
    const { status, output } = project.tsc('my-race');
    writeFileSync(file, text);
    expect(status).not.toBe(0);
    expect(output).toMatch(/^my-race\/patch\.ts\(\d+,\d+\): error TS\d+: .*get_objekt/);
  });

  it('overwrites nothing', async () => {
    const before = readFileSync(path.join(folder, 'my-race/my-race.ts'), 'utf8');
    expect(await project.mmcheck('new', 'my-race')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'mmcheck: new: ./my-race/machine.ts is there already; allowed: a NAME that is free\n',
    });
    expect(readFileSync(path.join(folder, 'my-race/my-race.ts'), 'utf8')).toBe(before);
  });

  it('writes into another folder, which it makes', async () => {
    const { stdout } = await project.mmcheck('new', 'other', '--in', 'models/of mine');
    expect(stdout).toContain("wrote './models/of mine/other/other.ts'\n");
    expect((await project.mmcheck('check', './models/of mine/other/other.ts')).code).toBe(0);
  });

  it.each(['My-Race', 'my_race', 'a/b', '../a', '-', 'a-', ''])("refuses the name '%s'", async (name) => {
    const { code, stderr } = await project.mmcheck('new', '--', name);
    expect(code).toBe(2);
    expect(stderr).toContain(`'${name}' is no name of a scenario; allowed: lower case, digits, hyphens`);
  });
});

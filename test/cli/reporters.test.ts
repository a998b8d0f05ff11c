import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

const root = path.join(import.meta.dirname, '../..');
const file = 'test/cli/fixtures/lostUpdate.ts';
const folder = mkdtempSync(path.join(tmpdir(), 'mmcheck-'));
afterAll(() => rmSync(folder, { recursive: true }));
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

const check = (words: readonly string[], env = {}, cwd = root) => mmcheck(['check', ...words], { cwd, env });

describe('--reporter', () => {
  it('writes a document to stdout instead of the text', async () => {
    const { code, stdout, stderr } = await check([file, '--reporter', 'ktap']);
    expect(stdout).toMatch(/^KTAP version 1\n1\.\.1\n/);
    expect(stdout).toMatch(/\nnot ok 1 test\/lost-update\n$/);
    expect([code, stderr]).toEqual([1, '']);
  });

  it('writes several to files, beside the text', async () => {
    const to = (kind: string) => ['--reporter', `${kind}=${path.join(folder, kind)}`];
    const kinds = ['junit', 'sarif', 'github', 'ktap', 'markdown'];
    const { code, stdout } = await check([`${file}@racy`, ...kinds.flatMap(to)]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^test\/lost-update@racy: violated by "no update is lost", as expected/);
    expect(XMLValidator.validate(read('junit'))).toBe(true);
    expect(JSON.parse(read('sarif')).runs[0].results).toEqual([]);
    expect(read('github')).toBe('');
    expect(read('ktap')).toContain('# found: BUG: mmcheck');
    expect(read('markdown')).toContain('1 design checked, 1 as expected, 0 not');
  });

  it('adds annotations to the text, and Markdown to the summary of the step', async () => {
    const env = {
      GITHUB_STEP_SUMMARY: path.join(folder, 'summary'),
      GITHUB_WORKSPACE: path.join(root, 'test'),
    };
    const words = ['fixtures/lostUpdate.ts@hopeful', '--quiet', '--reporter', 'github'];
    const once = await check(words, env, path.join(root, 'test/cli'));
    await check(words, env, path.join(root, 'test/cli'));
    expect(once.stdout).toMatch(/^test\/lost-update@hopeful: violated .*\n/);
    expect(once.stdout).toMatch(/\n::error file=cli\/fixtures\/counter\.ts,line=21,title=/);
    expect(read('summary').match(/^# mmcheck$/gm)).toHaveLength(2);
  });

  it('leaves JSON alone on stdout, with the certificates in it', async () => {
    const { stdout } = await check([`${file}@atomic`, '--json', '--reporter', `ktap=${folder}/k`]);
    const [{ certificate }] = JSON.parse(stdout).results;
    expect(certificate).toMatchObject({
      verdict: 'holds',
      complete: true,
      coverage: { labels: 2, fired: 2 },
    });
    expect(certificate.sentence).toContain(certificate.machine);
  });

  it.each([
    [
      'junt',
      "--reporter: there is no 'junt'; did you mean 'junit'? (allowed: junit, sarif, github, ktap, markdown)",
    ],
    ['junit=', "--reporter: 'junit=' names no file; allowed: junit, junit=FILE"],
    ['junit=no/such/folder/x', 'no/such/folder/x: the report cannot be written'],
  ])('refuses %s', async (value, message) => {
    const { code, stderr } = await check([`${file}@racy`, '--reporter', value]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('refuses two documents on stdout', async () => {
    for (const other of [['--json'], ['--reporter', 'junit']]) {
      const { code, stderr, stdout } = await check([file, '--reporter', 'ktap', ...other]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('cannot share stdout; allowed: one of them, the others as kind=FILE');
    }
  });
});

describe('--shard', () => {
  const designs = ['racy', 'atomic', 'hopeful', 'pessimistic', 'wrong'];

  it('checks every design once between the shards, whichever way they are named', async () => {
    const checked = async (words: readonly string[], shard: string) => {
      const { stdout } = await check([...words, '--json', '--shard', shard]);
      return JSON.parse(stdout).results.map(({ design }: { design: string }) => design);
    };
    const halves = [await checked([file], '1/2'), await checked([file], '2/2')];
    expect(halves.map(({ length }) => length)).toEqual([3, 2]);
    expect(halves.flat().sort()).toEqual([...designs].sort());
    const named = designs.toReversed().map((design) => `${file}@${design}`);
    expect((await checked(named, '1/2')).sort()).toEqual([...halves[0]!].sort());
  });

  it('may be an empty one', async () => {
    const { code, stdout } = await check([`${file}@hopeful`, '--json', '--shard', '2/2']);
    expect([code, JSON.parse(stdout).results]).toEqual([0, []]);
  });

  it.each(['0/2', '3/2', '1', '1/', '/2', '-1/2', '1/2/3', '1.5/2', 'a/b'])('refuses %s', async (text) => {
    const { code, stderr } = await check([file, `--shard=${text}`]);
    expect(code).toBe(2);
    expect(stderr).toContain(`--shard: '${text}' is no part; allowed: i/n with i from 1 to n, as in 2/5`);
  });
});

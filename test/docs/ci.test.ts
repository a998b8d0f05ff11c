import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toolHelp } from '../../cli/help.ts';
import { mmcheck as runTool } from '../helpers/captured.ts';

const root = path.join(import.meta.dirname, '../..');
const text = readFileSync(path.join(root, 'docs/ci.md'), 'utf8');
const [github, gitlab] = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => parse(yaml!));
const folder = mkdtempSync(path.join(tmpdir(), 'mmcheck-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line of a job with its variables filled in, on designs that are all as expected. */
async function runLine(line: string, shard: string) {
  const models = ['racy', 'atomic'].map((design) =>
    path.join(root, `test/cli/fixtures/lostUpdate.ts@${design}`),
  );
  const [npx, mmcheck, ...argv] = line
    .replace(/\$\{\{ matrix\.shard \}\}|\$CI_NODE_INDEX/, shard)
    .replace('$CI_NODE_TOTAL', String(gitlab.mmcheck.parallel))
    .split(' ');
  expect([npx, mmcheck]).toEqual(['npx', 'mmcheck']);
  expect(argv).toContain('models/*.ts');
  expect(argv.join(' ')).not.toContain('$');
  const words = argv.flatMap((word) => (word === 'models/*.ts' ? models : [word]));
  return runTool(words, { cwd: folder });
}

describe('the workflow for GitHub Actions', () => {
  const { strategy, steps } = github.jobs.check;

  it('runs as many shards as it says there are, and checks with each', async () => {
    const [line] = steps.flatMap(({ run: command = '' }) => (command.includes('mmcheck') ? [command] : []));
    expect(line).toContain(`/${strategy.matrix.shard.length} `);
    for (const shard of strategy.matrix.shard) {
      expect(await runLine(line, String(shard))).toEqual({ code: 0, stdout: '', stderr: '' });
    }
  });

  it('uploads the file that the check writes, even when the check fails', () => {
    const upload = steps.find(({ uses = '' }) => uses.startsWith('github/codeql-action/upload-sarif@'));
    expect(upload.if).toBe('always()');
    const { runs } = JSON.parse(readFileSync(path.join(folder, upload.with.sarif_file), 'utf8'));
    expect(runs[0].results).toEqual([]);
    expect(github.permissions['security-events']).toBe('write');
  });
});

describe('the job for GitLab CI', () => {
  it('checks with each shard, and hands over the file that it writes', async () => {
    const line = gitlab.mmcheck.script.at(-1);
    for (const shard of ['1', '2'])
      expect(await runLine(line, shard)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(path.join(folder, gitlab.mmcheck.artifacts.reports.junit), 'utf8')).toContain(
      '<testsuites',
    );
    expect(gitlab.mmcheck.artifacts.when).toBe('always');
  });
});

describe('the page', () => {
  it('has the exit codes of the help', () => {
    const codes = [...text.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [
      code,
      meaning,
    ]);
    expect(codes).toHaveLength(7);
    for (const [code, meaning] of codes)
      expect(toolHelp()).toMatch(new RegExp(`^  ${code} +${meaning}$`, 'm'));
  });

  it('shows a certificate as it is', async () => {
    const words = ['check', 'test/cli/fixtures/lostUpdate.ts@atomic', '--json'];
    const { stdout } = await runTool(words, { cwd: root });
    const { sentence } = JSON.parse(stdout).results[0].certificate;
    const shown = /^ {4}(test\/lost.*)$/m.exec(text)![1]!;
    const shape = (of: string) => of.replace(/mmcheck [\d.]+, machine [0-9a-f]{16}/, '');
    expect(shape(shown)).toBe(shape(sentence));
  });

  it('names every kind of reporter', async () => {
    const kinds = [...text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, kind]) => kind);
    const { stderr } = await runTool(['check', '--reporter', 'x']);
    expect(stderr).toContain(`allowed: ${kinds.join(', ')}`);
  });
});

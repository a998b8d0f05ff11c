import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mmcheck-breaks-off-'));
afterAll(() => rmSync(folder, { recursive: true }));

const told = 'test/breaks-off@throws: only at second: its recipe throws: no such thing';
const [throws, three] = [
  './breaksOff.ts@throws',
  './breaksOff.ts@before ./breaksOff.ts@throws ./breaksOff.ts@after',
];

describe('a design that cannot be checked among others', () => {
  it('takes nothing away from them, and is told in its place', async () => {
    const { code, stdout, stderr } = await mmcheck('check ./breaksOff.ts');
    expect(code).toBe(70);
    const rows = stdout.match(/^(ok|!!) {2}test\/breaks-off@\w+ +\w+/gm)?.map((row) => row.split(/ +/));
    expect(rows).toEqual([
      ['ok', 'test/breaks-off@before', 'holds'],
      ['!!', 'test/breaks-off@throws', 'incomplete'],
      ['ok', 'test/breaks-off@between', 'violated'],
      ['!!', 'test/breaks-off@speechless', 'incomplete'],
      ['ok', 'test/breaks-off@after', 'holds'],
    ]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`- it could not be checked: ${told} `);
    expect(stdout).toContain('- it could not be checked: internal error: ');
    expect(stderr).toMatch(
      new RegExp(`^mmcheck: ${told}\nmmcheck: internal error: .*\nThis is a bug of mmcheck`),
    );
  });

  it('ends with 2 where the model is wrong and no more than that', async () => {
    const { code, stdout, stderr } = await mmcheck(`check ${three}`);
    expect([code, stderr]).toEqual([2, `mmcheck: ${told}\n`]);
    expect(stdout).toContain('\n2 as expected, 1 not\n');
  });

  it('stands in every document with the others', async () => {
    const { code, stdout } = await mmcheck(`check --json ${three}`);
    expect(code).toBe(2);
    const { results } = JSON.parse(stdout);
    expect(results.map(({ design, verdict }: Record<string, string>) => [design, verdict])).toEqual([
      ['before', 'holds'],
      ['throws', 'incomplete'],
      ['after', 'holds'],
    ]);
    expect(results[1].incomplete).toEqual([`it could not be checked: ${told}`]);
  });

  it.each([
    ['junit', '<testsuite name="test/breaks-off" tests="3" failures="0" errors="1"'],
    ['sarif', 'it could not be checked: test/breaks-off@throws'],
    ['ktap', 'not ok 2 throws # ERROR incomplete'],
    ['markdown', '3 designs checked, 2 as expected, 1 not'],
    ['github', '::error '],
  ])('is in the file of the reporter %s', async (kind, text) => {
    const file = path.join(folder, kind);
    expect((await mmcheck(`check --reporter ${kind}=${file} ${three}`)).code).toBe(2);
    expect(readFileSync(file, 'utf8')).toContain(text);
  });

  it('is told alone where it is the only one', async () => {
    expect(await mmcheck(`check ${throws}`)).toEqual({ code: 2, stdout: '', stderr: `mmcheck: ${told}\n` });
    expect(await mmcheck('check ./breaksOff.ts@speechless')).toMatchObject({ code: 70, stdout: '' });
  });

  it('keeps what is known of the prefixes before it, where it is one of a series', async () => {
    const { code, stdout, stderr } = await mmcheck(`series ${throws}`);
    expect([code, stderr]).toEqual([2, `mmcheck: ${told}\n`]);
    expect(stdout).toMatch(/^0 .* holds +before, without a patch$/m);
    const { series } = JSON.parse((await mmcheck(`series --json ${throws}`)).stdout);
    expect(series.prefixes.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['holds', 'broken']);
    expect((await mmcheck('series ./breaksOff.ts@speechless')).code).toBe(70);
  });
});

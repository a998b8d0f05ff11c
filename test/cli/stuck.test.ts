import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtures, mmcheck } from '../helpers/captured.ts';

const own = path.join(fixtures, 'stuck.ts');
const cwd = mkdtempSync(path.join(tmpdir(), 'mmcheck-stuck-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const tool = (...words: string[]) => mmcheck(words, { cwd });
const unwrapped = (text: string) => text.replace(/\s+/g, ' ');
const scenarios = ['looping', 'hanging', 'abba'];

beforeAll(async () => {
  for (const name of scenarios) {
    const { code } = await tool('record', `${own}#test/${name}@base`, '--as', name, '--quiet');
    expect(code).toBe(0);
  }
}, 60_000);

const kept = (name: string) => JSON.parse(readFileSync(path.join(cwd, 'races', `${name}.json`), 'utf8'));

describe('a thread that is stuck', () => {
  it('is found as the scenario expects', async () => {
    const { code, stdout } = await tool('check', own);
    expect(code).toBe(0);
    expect(stdout).toContain('5 as expected, 0 not');
  });

  it('is told as a table, with the point of no return and the round', async () => {
    const { stdout } = await tool('check', `${own}#test/abba`);
    const table = stdout.split('\n').slice(stdout.split('\n').findIndex((line) => line.startsWith('CPU0')));
    const marks = table.map((line) => line.trim()).filter((line) => /^(\/\*|<waits)/.test(line));
    expect(marks).toEqual([
      '/* from here on it cannot be avoided */',
      '<waits: second>',
      '<waits: second>',
      '/* for ever: */',
      '/* !!! deadlock */',
    ]);
    expect(unwrapped(stdout)).toContain(
      'ab at second: the page lock page[1].lock is held by ba, which is at second',
    );
    expect(unwrapped(stdout)).toContain('steps 3 to 6 come back to where they began, for ever');
  });

  it.each(scenarios)('is replayed by its schedule, and by its file: %s', async (name) => {
    const { schedule, trace } = kept(name);
    const bySchedule = await tool('replay', `${own}#test/${name}@base`, '--schedule', schedule);
    expect(bySchedule.code).toBe(0);
    expect(bySchedule.stdout).toContain(`/* !!! ${trace.failure.check} */`);
    expect(unwrapped(bySchedule.stdout)).toContain(unwrapped(trace.failure.message));
    const byFile = await tool('replay', `races/${name}.json`);
    expect(byFile.code).toBe(0);
    expect(byFile.stdout).toContain('The trace leads to the same violation, in ');
    expect(byFile.stdout).toContain('for ever:');
  });

  it('is none as long as the run has not come round', async () => {
    const { code, stdout } = await tool('replay', `${own}#test/looping@base`, '--schedule', '0*2');
    expect(code).toBe(0);
    expect(stdout).toContain('No check fails.');
  });

  it('is kept, and a design is free of it or not', async () => {
    const { code, stdout } = await tool('regress');
    expect(code).toBe(0);
    expect(stdout).toContain('drained');
    await tool('record', `${own}#test/looping@base`, '--as', 'looping', '--to', 'one', '--quiet');
    const wrong = await tool('regress', 'one', '--design', 'again');
    // It goes round there as well, by way of one label more.
    expect(wrong.code).toBe(1);
  });

  it('changes from patch to patch', async () => {
    const { code, stdout } = await tool('series', `${own}#test/looping@drained`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/2: isolate when draining \(drained\)\n {2}mends the loop comes to an end/);
  });

  it('is shown in every format', async () => {
    const shown = async (format: string) =>
      (await tool('export', 'races/looping.json', '--format', format)).stdout;
    expect(JSON.parse(await shown('itf'))).toMatchObject({ loop: kept('looping').trace.round });
    const lines = (await shown('mermaid')).split('\n').map((line) => line.trim());
    expect(lines.indexOf('end') - lines.indexOf('loop for ever')).toBe(3);
    expect(await shown('table')).toContain('/* for ever: */');
    expect(await shown('svg')).toContain('/* for ever: */');
    expect(await shown('perfetto')).toContain('"for ever"');
    // The last state is that in which the round begins.
    const edges = (await shown('dot')).split('\n').filter((line) => line.includes('style=bold];'));
    const taken = edges.flatMap((line) => /s(\d+) -> s(\d+) /.exec(line)?.slice(1) ?? []).map(Number);
    expect(taken.at(-1)).toBe(kept('looping').trace.round);
  });

  it('is one in documents, too', async () => {
    const { stdout } = await tool('check', own, '--json');
    const { results } = JSON.parse(stdout);
    const rounds = results.map(({ trace }: { trace?: { round?: number } }) => trace?.round);
    expect(rounds).toEqual([1, 0, undefined, 0, 2]);
  });

  it('is not believed where the file says something that cannot be', async () => {
    const file = kept('looping');
    const changed = { ...file, trace: { ...file.trace, round: file.trace.steps.length } };
    writeFileSync(path.join(cwd, 'changed.json'), JSON.stringify(changed));
    const { code, stderr } = await tool('replay', 'changed.json');
    expect(code).toBe(2);
    expect(stderr).toContain('trace.round: it is 3; allowed: whole numbers from 0 to 2');
  });
});

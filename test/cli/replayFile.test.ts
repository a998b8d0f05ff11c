import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixtures, mmcheck as runTool, type Surroundings } from '../helpers/captured.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mmcheck-door-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
});

const mmcheck = (words: readonly string[], around: Surroundings = {}) =>
  runTool(words, { cwd: folder, ...around });
const unwrapped = (text: string) => text.replace(/\s+/g, ' ');
const replay = (design: string, around?: Surroundings) =>
  mmcheck(['replay', 'race.json', '--design', design], around);

beforeAll(async () => {
  const target = `${path.join(fixtures, 'behindDoor.ts')}@base`;
  const { code, stdout } = await mmcheck(['check', target, '--save-trace', 'race.json']);
  expect(code).toBe(0);
  expect(stdout).toContain('"it stays below three" is false');
});

describe('a trace that its steps do not lead to any more, but another schedule does', () => {
  it('is found behind a nearer failure, and shown by its command', async () => {
    const { code, stdout } = await replay('door');
    expect(code).toBe(0);
    expect(unwrapped(stdout)).toContain("The race stops being possible at the trace's step 3 of 3");
    const [, word, schedule] = /^mmcheck replay (\S+@door) --schedule '?([^'\n]+)'?$/m.exec(stdout)!;
    const again = await mmcheck(['replay', word!, '--schedule', schedule!]);
    expect(again.stdout).toContain('"it stays below three" is false');
    expect(again.stdout).not.toContain('"it is not opened at once" is false');
  });

  it.each([
    [0, 'fails so', 'door'],
    [0, 'fails in any way', 'any'],
    [1, 'holds', 'shut'],
    [1, 'fails the nearer property, which is another one', 'opened'],
  ])('ends with %i where the design is expected to be one that %s', async (code, _expected, design) => {
    expect((await replay(design)).code).toBe(code);
  });
});

describe('a trace that nothing leads to any more', () => {
  it('ends with 0 on another design, whatever else fails there', async () => {
    const { code, stdout } = await replay('wall');
    expect(code).toBe(0);
    expect(unwrapped(stdout)).toContain('No other schedule of wall fails "it stays below three" either');
  });

  it('is not looked for elsewhere where it ends in no failure itself', async () => {
    const file = JSON.parse(readFileSync(path.join(folder, 'race.json'), 'utf8'));
    const { failure: _, unavoidableAfter: __, ...trace } = file.trace;
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...file, trace }));
    const { code, stdout, stderr } = await mmcheck(['replay', 'run.json', '--design', 'wall']);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^mmcheck: run\.json is a trace of .*, which is loaded\n$/),
    ]);
    expect(stdout).not.toContain('schedule');
  });

  it('ends with 130 where the search for another schedule is interrupted', async () => {
    // A search looks for that between slices of time, and this clock makes each level one.
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 1000;
      return now;
    });
    expect((await replay('wall', { interrupted: AbortSignal.abort() })).code).toBe(130);
    expect((await replay('base', { interrupted: AbortSignal.abort() })).code).toBe(0);
  });
});

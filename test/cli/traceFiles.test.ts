import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mmcheck as runTool } from '../helpers/captured.ts';

const folder = mkdtempSync(join(tmpdir(), 'mmcheck-traces-'));
afterAll(() => rmSync(folder, { recursive: true }));
const lifetime = 'migration/anon-vma-lifetime';

const mmcheck = (...words: string[]) => runTool(words, { cwd: folder });

/** Text without line ends, for sentences that are wrapped. */
const unwrapped = (text: string) => text.replace(/\s+/g, ' ');

let kept: string;
beforeAll(async () => {
  const { code, stdout } = await mmcheck('check', `${lifetime}@2.6.34+ref`, '--save-trace', 'race.json');
  expect(code).toBe(0);
  expect(stdout).toContain('BUG: mmcheck: slab-use-after-free');
  kept = readFileSync(join(folder, 'race.json'), 'utf8');
});

/** The kept file with something in it replaced. */
function changed(name: string, change: (file: { trace: { failure: object } }) => void): string {
  const file = JSON.parse(kept);
  change(file);
  writeFileSync(join(folder, name), JSON.stringify(file));
  return name;
}

describe('mmcheck check --save-trace', () => {
  it('keeps one race only, and says where there is none', async () => {
    const all = await mmcheck('check', lifetime, '--save-trace', 'all.json');
    expect(all.code).toBe(2);
    expect(all.stderr).toContain(
      '--save-trace: it keeps one race, of 9 designs; allowed: one SCENARIO@DESIGN',
    );
    const sound = await mmcheck(
      'check',
      `${lifetime}@2.6.34+skip-unmapped`,
      '--quiet',
      '--save-trace',
      'none.json',
    );
    expect(sound.code).toBe(0);
    expect(sound.stderr).toBe(`mmcheck: no trace is saved: ${lifetime}@2.6.34+skip-unmapped holds\n`);
    expect(existsSync(join(folder, 'none.json'))).toBe(false);
  });

  it('says where it cannot write', async () => {
    const { code, stderr } = await mmcheck(
      'check',
      `${lifetime}@2.6.34+ref`,
      '--quiet',
      '--save-trace',
      'no/such/race.json',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('no/such/race.json: it cannot be written: there is no such file or directory');
  });
});

describe('mmcheck replay FILE', () => {
  it('leads to the same violation on its own design', async () => {
    const { code, stdout, stderr } = await mmcheck('replay', 'race.json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('BUG: mmcheck: slab-use-after-free in unmap_and_move / munmap');
    expect(stdout).toContain('The trace leads to the same violation, in 18 steps.');
    expect(stdout).not.toContain('changed');
  });

  it('says of 3.0 where the race ends, why, and that no other schedule has it', async () => {
    const { code, stdout } = await mmcheck('replay', 'race.json', '--design', '3.0');
    expect(code).toBe(0);
    const text = unwrapped(stdout);
    expect(text).toContain(`${lifetime}@3.0, a trace of 2.6.34+ref, from the state 'mapped'`);
    expect(text).toContain('- step 13: munmap: 3.0 has no unlink_anon_vmas.anon_vma_free: in its place');
    expect(text).toContain(
      "The race stops being possible at the trace's step 18 of 18: migrate at page_get_anon_vma.page_mapped: page_mapped is false (page[0].mapcount = 0).",
    );
    expect(text).toMatch(
      /No other schedule of 3\.0 fails slab-use-after-free either: the search saw all 51,796 states/,
    );
  });

  it('says of 2.6.34 that another schedule still has it, which its command shows', async () => {
    const { code, stdout } = await mmcheck('replay', 'race.json', '--design', '2.6.34');
    expect(code).toBe(0);
    const [, schedule] = /^mmcheck replay \S+@2\.6\.34 --schedule '(.*)'$/m.exec(stdout)!;
    const again = await mmcheck('replay', `${lifetime}@2.6.34`, '--schedule', schedule!);
    expect(again.stdout).toContain('BUG: mmcheck: slab-use-after-free');
  });

  it('is incomplete where the search for another schedule is given up', async () => {
    const { code, stdout } = await mmcheck('replay', 'race.json', '--design', '3.0', '--max-states', '100');
    expect(code).toBe(3);
    expect(unwrapped(stdout)).toContain('is not known: the search ended early (states)');
  });

  it('lists with --extend what could run next, and what that would change', async () => {
    const { stdout } = await mmcheck('replay', 'race.json', '--extend');
    expect(stdout).toContain('Possible in the state before the failing step:');
    expect(stdout).toMatch(/ {2}0 {4}migrate {2}atomic_inc\n {7}!!! slab-use-after-free\n/);
    expect(stdout).toMatch(/ {2}1 {4}munmap {3}tlb_finish_mmu\n/);
    const short = await mmcheck('replay', `${lifetime}@2.6.34`, '--schedule', '1', '--extend');
    expect(short.stdout).toContain('vma[0].ptl.owner: NULL -> task[1]');
  });

  it('says that the machine has changed', async () => {
    const file = changed('changed.json', (f) => Object.assign(f, { machine: '0123456789abcdef' }));
    const { code, stdout } = await mmcheck('replay', file);
    expect(code).toBe(0);
    expect(unwrapped(stdout)).toMatch(
      /The machine of 2\.6\.34\+ref has changed since mmcheck \S+ saved the trace: 0123456789abcdef then, [0-9a-f]{16} now\./,
    );
  });

  it('says that its design is gone', async () => {
    const file = changed('gone.json', ({ trace }) => Object.assign(trace, { design: '2.6.33' }));
    expect((await mmcheck('replay', file)).stderr).toContain("it has no design '2.6.33'");
    const { code, stdout } = await mmcheck('replay', file, '--design', '3.0');
    expect(code).toBe(0);
    expect(unwrapped(stdout)).toContain("The scenario has no design '2.6.33' any more");
  });

  it('misses a violation that its design does not lead to any more', async () => {
    const file = changed('longer.json', ({ trace }) => {
      Object.assign(trace.failure, { check: 'deadlock' });
    });
    const { code, stdout } = await mmcheck('replay', file);
    expect(code).toBe(4);
    expect(unwrapped(stdout)).toContain(
      'Another check fails on the way: slab-use-after-free instead of deadlock.',
    );
  });

  const refused: readonly [what: string, text: () => string, says: RegExp][] = [
    [
      'cut short',
      () => kept.slice(0, 2000),
      /bad\.json: it is no JSON, or cut short: .*; allowed: what 'mmcheck check --save-trace' writes/,
    ],
    ['empty', () => '', /bad\.json: it is empty/],
    ['foreign', () => '{"traceEvents":[]}', /bad\.json: it is no trace file/],
    [
      'of a later version',
      () => kept.replace('"version": 1', '"version": 9'),
      /bad\.json: it is of version 9; allowed: 1/,
    ],
    [
      'of no scenario',
      () => kept.replace('"target": "migration/', '"target": "migrations/'),
      /there is no scenario 'migrations\/anon-vma-lifetime'; did you mean/,
    ],
    [
      'of a size that is gone',
      () => kept.replace('"sizes": {', '"sizes": { "cpus": 2'),
      /it has no size 'cpus'/,
    ],
    [
      'of a start that is gone',
      () => kept.replace('"start": "mapped"', '"start": "mappd"'),
      /it has no initial state 'mappd'; did you mean 'mapped'/,
    ],
    [
      'with a thread too many',
      () => kept.replace('"thread": 1,', '"thread": 7,'),
      /bad\.json: trace\.\S+\.thread: it is 7; allowed: whole numbers from 0 to 2/,
    ],
  ];
  it.each(refused)('refuses a file that is %s', async (_what, text, says) => {
    writeFileSync(join(folder, 'bad.json'), text());
    const { code, stdout, stderr } = await mmcheck('replay', 'bad.json');
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('refuses a file that is missing, and a design for a schedule', async () => {
    const missing = await mmcheck('replay', 'nowhere.json');
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere.json: it cannot be read: there is no such file'),
    });
    const both = await mmcheck('replay', `${lifetime}@2.6.34`, '--schedule', '0', '--design', '3.0');
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('--design goes with a FILE') });
  });
});

describe('mmcheck export', () => {
  const formats = [
    ['table', /^BUG: mmcheck: slab-use-after-free/],
    ['svg', /^<\?xml/],
    ['mermaid', /^sequenceDiagram\n/],
    ['dot', /^digraph /],
    ['perfetto', /^\{\n "displayTimeUnit"/],
    ['itf', /^\{\n {2}"#meta"/],
  ] as const;
  it.each(formats)('writes %s to stdout, or to a file', async (format, start) => {
    const { code, stdout } = await mmcheck('export', 'race.json', '--format', format);
    expect(code).toBe(0);
    expect(stdout).toMatch(start);
    const toFile = await mmcheck('export', 'race.json', '--format', format, '--output', 'out');
    expect(toFile).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe(stdout);
  });

  it('refuses a format that it lacks, and a trace of another machine', async () => {
    const none = await mmcheck('export', 'race.json');
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('export: --format is missing; allowed: table, svg'),
    });
    const odd = await mmcheck('export', 'race.json', '--format', 'mermaids');
    expect(odd).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there is no format 'mermaids'; did you mean 'mermaid'"),
    });
    const other = changed('other.json', ({ trace }) => Object.assign(trace, { design: '3.0' }));
    const foreign = await mmcheck('export', other, '--format', 'dot');
    expect(foreign).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not possible there; allowed: a trace of this machine'),
    });
  });
});

describe('the levels of detail of mmcheck replay', () => {
  it('show every step, or what others could see, or the changes as a diff', async () => {
    const [usual, full, brief, diff] = await Promise.all(
      [[], ['--full'], ['--brief'], ['--diff']].map((level) => mmcheck('replay', 'race.json', ...level)),
    );
    expect(full!.stdout).toBe(usual!.stdout);
    expect(brief!.stdout).not.toContain('page_anon_vma');
    expect(brief!.stdout).toContain('    list_del\n');
    expect(usual!.stdout).toContain('page_anon_vma');
    expect(diff!.stdout).toMatch(/ {6}- page\[0\]\.mapcount: 1\n {6}\+ page\[0\]\.mapcount: 0\n/);
    const short = await mmcheck('replay', `${lifetime}@2.6.34`, '--schedule', '0*3', '--brief');
    expect(short.stdout).not.toContain('page_count(page) == 1\n');
  });

  it('exclude each other', async () => {
    const { code, stderr } = await mmcheck('replay', 'race.json', '--diff', '--brief');
    expect(code).toBe(2);
    expect(stderr).toContain('--diff: it contradicts --brief; allowed: one of --brief, --full, --diff');
  });
});

import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { binOf, builtTool, ended, started } from '../helpers/builtTool.ts';
import { fixtures } from '../helpers/captured.ts';

const large = ['check', 'bench/anon-vma-ref', '--set', 'pages=3', '--set', 'processes=4'];
let built = '';
let bin = '';

beforeAll(async () => {
  built = await builtTool();
  bin = binOf(built);
}, 60_000);

/** Runs the built tool to its end. */
const run = (args: readonly string[]) => ended(started(bin, args));

const untilSearching = () => new Promise((resolve) => setTimeout(resolve, 1500));

describe('the built tool', () => {
  it('is a command by itself, as npx in a clone needs it', async () => {
    const { stdout } = await promisify(execFile)(bin, ['list']);
    expect(stdout).toContain('migration/anon-vma-lifetime');
  });

  it('finds the race of 2.6.34, and says nothing else', async () => {
    const { code, stdout, stderr } = await run(['check', 'migration/anon-vma-lifetime@2.6.34']);
    expect(code).toBe(0);
    expect(stdout).toContain('BUG: mmcheck: slab-use-after-free in remove_migration_ptes / munmap');
    expect(stderr).toBe('');
  });

  it('gives a file of the user its own modules', async () => {
    const { code, stdout } = await run(['check', './freesTwice.ts']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('violated by double-free, as expected')]);
    expect((await run(['check', './ownDesign.ts@mine'])).code).toBe(0);
  });

  it('ends with 2 for a mistake, without a stack', async () => {
    const { code, stdout, stderr } = await run(['check', './doesNotParse.ts']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^mmcheck: \.\/doesNotParse\.ts: .*\n$/);
  });

  it('reports what it knows at the first SIGINT', async () => {
    const child = started(bin, large);
    const end = ended(child);
    await untilSearching();
    child.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(stdout).toContain('- the search was interrupted\n');
    expect(stdout).toMatch(/^[\d,]+ states, /m);
  });

  it('dies of the second SIGINT', async () => {
    const io = JSON.stringify(join(built, 'dist', 'cli', 'io.js'));
    const script = `import { processIo } from ${io}; processIo().interrupted; setInterval(() => {}, 1000); console.log('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: fixtures });
    const end = ended(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGINT');
    await untilSearching();
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: null, signal: 'SIGINT' });
  });

  it('is silent when its reader goes away', async () => {
    const list = `'${process.execPath}' '${bin}' list; echo "code $?" >&2`;
    const child = spawn('/bin/sh', ['-c', `{ ${list}; } | true`], { cwd: fixtures });
    expect((await ended(child)).stderr).toBe('code 0\n');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('reports what it knows at a %s as well', async (signal, expected) => {
    const child = started(bin, large);
    const end = ended(child);
    await untilSearching();
    child.kill(signal);
    const { code, stdout } = await end;
    expect(code).toBe(expected);
    expect(stdout).toContain('- the search was interrupted\n');
  });

  it.each([
    ['stdout', 'list'],
    ['stdout', 'check --json ./lostUpdate.ts@atomic'],
    ['stdout', 'check --reporter ktap ./lostUpdate.ts@atomic'],
  ])('says so where %s cannot be written: %s', async (_, command) => {
    const line = `'${process.execPath}' '${bin}' ${command} > /dev/full; echo "code $?" >&2`;
    const { stderr } = await ended(spawn('/bin/sh', ['-c', line], { cwd: fixtures }));
    expect(stderr).toBe(
      'mmcheck: stdout cannot be written: ENOSPC: no space left on device, write\ncode 2\n',
    );
  });
});

describe('a recipe that does not end', () => {
  const stoppedIn = ' - it was stopped in looping at again, which had not ended and may never do so ';

  it('is stopped by the first SIGINT, which names it', async () => {
    const child = started(bin, ['check', './loopsForEver.ts']);
    const end = ended(child);
    await new Promise((resolve) => child.stderr.once('data', resolve));
    child.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(stdout).toContain('- the search was interrupted\n');
    expect(stdout.replace(/\s+/g, ' ')).toContain(stoppedIn);
    expect(stdout).toContain('2 states, 1 transition, ');
  });

  it('is named when the time is up', async () => {
    const { code, stdout } = await run(['check', './loopsForEver.ts', '--timeout', '0.5']);
    expect(code).toBe(3);
    expect(stdout.replace(/\s+/g, ' ')).toContain(stoppedIn);
  });
});

describe('what a file of a user does to the process', () => {
  const wrong = 'allowed: files that need wait for nothing';
  it.each([
    [
      'awaits what never comes',
      './neverLoads.ts',
      `it cannot be loaded: it awaits what never comes; ${wrong}`,
    ],
    ['exits when it is loaded', './exitsAtOnce.ts', 'it cannot be loaded: it calls process.exit(0); '],
    [
      'exits in a step',
      './exits.ts',
      'test/exits@only: exiting at step: its recipe throws: it calls process.exit(0); ',
    ],
    ['exits in a property', './exits.ts@property', 'process.exit(3)'],
    [
      'throws in a timer',
      './throwsLater.ts',
      'has started throws outside of every step: too late (throwsLater.ts, near line 5)',
    ],
    ['rejects a promise', './throwsLater.ts@rejects', 'has started throws outside of every step: '],
  ])('is told as a mistake of it, where it %s', async (_, file, message) => {
    const { code, stderr } = await run(['check', file]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it.each([
    ['timer', 'a little later (throwsSoon.ts, near line 4)'],
    ['chain', 'a little later (throwsSoon.ts, near line 4)'],
    ['rejection', 'a little later (throwsSoon.ts, near line 10)'],
    ['ticks', 'a little later (throwsSoon.ts, near line 4)'],
    ['exit', 'it calls process.exit(0)'],
  ])('is told as well where that comes when the check is over: %s', async (design, message) => {
    const { code, stdout, stderr } = await run(['check', `./throwsSoon.ts@${design}`]);
    expect(stdout).toContain(`test/throws-soon@${design}: holds, as expected\n`);
    expect(stderr).toContain(`has started throws outside of every step: ${message}`);
    expect(code).toBe(2);
  });

  it('takes no notice of what has started nothing', async () => {
    expect(await run(['check', './throwsSoon.ts@nothing'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('keeps nothing from ending that it leaves running', async () => {
    expect((await run(['check', './ticks.ts'])).code).toBe(0);
  });
});

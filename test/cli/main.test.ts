import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtures } from '../helpers/captured.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const large = ['check', 'bench/anon-vma-ref', '--set', 'pages=3', '--set', 'processes=4'];
let built = '';
let bin = '';

/** Builds the tool as a clone does, so that nothing depends on a `dist` of some other day. */
beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'mmcheck-built-'));
  bin = join(built, 'dist', 'cli', 'main.js');
  const left = ['.git', 'dist', 'node_modules', 'test', 'docs'].map((folder) => join(root, folder));
  cpSync(root, built, { recursive: true, filter: (source) => !left.includes(source) });
  symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'));
  await promisify(execFile)('npm', ['run', 'build'], { cwd: built });
}, 60_000);
afterAll(() => rmSync(built, { recursive: true }));

/** Runs the built tool to its end. */
async function run(args: readonly string[]) {
  const child = spawn(process.execPath, [bin, ...args], { cwd: fixtures });
  return { child, ...(await ended(child)) };
}

function ended(child: ReturnType<typeof spawn>) {
  const written = { stdout: '', stderr: '' };
  child.stdout!.on('data', (data) => {
    written.stdout += data;
  });
  child.stderr!.on('data', (data) => {
    written.stderr += data;
  });
  return new Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>(
    (resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, ...written }));
    },
  );
}

const untilSearching = () => new Promise((resolve) => setTimeout(resolve, 1500));

describe('the built tool', () => {
  it('is a command by itself, as npx in a clone needs it', async () => {
    const { stdout } = await promisify(execFile)(bin, ['list']);
    expect(stdout).toContain('migration/anon-vma-lifetime');
  });

  it('finds the race of 2.6.34 within a second or so, and says nothing else', async () => {
    const begun = performance.now();
    const { code, stdout, stderr } = await run(['check', 'migration/anon-vma-lifetime@2.6.34']);
    expect(code).toBe(0);
    expect(stdout).toContain('BUG: mmcheck: slab-use-after-free in remove_migration_ptes / munmap');
    expect(stderr).toBe('');
    expect(performance.now() - begun).toBeLessThan(5000);
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
    const child = spawn(process.execPath, [bin, ...large], { cwd: fixtures });
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
    const script = `import { processIo } from ${io}; processIo(); setInterval(() => {}, 1000); console.log('ready');`;
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
});

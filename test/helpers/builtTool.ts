import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { fixtures } from './captured.ts';
import { onceInRun } from './onceInRun.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the tool as a clone does, once in a run, so that nothing depends on a `dist` of some other day; returns where. */
export function builtTool(): Promise<string> {
  const folder = inject('runFolder');
  return onceInRun(folder, 'built tool', async () => {
    const built = join(folder, 'built');
    mkdirSync(built);
    const left = ['.git', 'dist', 'node_modules', 'test', 'docs'].map((name) => join(root, name));
    cpSync(root, built, { recursive: true, filter: (source) => !left.includes(source) });
    symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'));
    await promisify(execFile)('npm', ['run', 'build'], { cwd: built });
    return built;
  });
}

/** The built tool's own file, as `npx` runs it. */
export const binOf = (built: string): string => join(built, 'dist', 'cli', 'main.js');

/** A run of a process that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a file in the folder of the fixtures. */
export function started(bin: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, [bin, ...args], { cwd: fixtures, env: { ...process.env, ...env } });
}

/** Waits for the end of a process. */
export function ended(child: ReturnType<typeof spawn>): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  child.stdout!.on('data', (data) => {
    written.stdout += data;
  });
  child.stderr!.on('data', (data) => {
    written.stderr += data;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...written }));
  });
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onceInRun } from './onceInRun.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mmcheck-once-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What makes 1, then 2, and so on, each in two turns of the event loop. */
function counter(): () => Promise<number> {
  let made = 0;
  return async () => {
    await new Promise(setImmediate);
    return ++made;
  };
}
const lockOf = (key: string) => path.join(folder, `${key}.lock`);

describe('what is made once in a run', () => {
  it('is made by one of those who ask at the same time, and kept for those who come later', async () => {
    const make = counter();
    expect(await Promise.all([1, 2, 3].map(() => onceInRun(folder, 'a', make)))).toEqual([1, 1, 1]);
    expect(await onceInRun(folder, 'a', make)).toBe(1);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('is made for each key by itself, whatever is in the key', async () => {
    const make = counter();
    expect(await onceInRun(folder, '["a/b@c",{}]', make)).toBe(1);
    expect(await onceInRun(folder, '["a/b@d",{}]', make)).toBe(2);
  });

  it('is waited for while the process that makes it is there', async () => {
    symlinkSync(String(process.pid), lockOf('a'));
    let done = false;
    const result = onceInRun(folder, 'a', counter()).finally(() => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(done).toBe(false);
    rmSync(lockOf('a'));
    expect(await result).toBe(1);
  });

  it('is made by another where that process is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    symlinkSync(String(pid), lockOf('a'));
    expect(await onceInRun(folder, 'a', counter())).toBe(1);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('is made by the next where the first fails', async () => {
    const fails = () => Promise.reject(new Error('no'));
    await expect(onceInRun(folder, 'a', fails)).rejects.toThrow('no');
    expect(await onceInRun(folder, 'a', counter())).toBe(1);
  });
});

import {
  existsSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** How long to wait before looking again whether another process is done, in milliseconds. */
const patience = 50;

/**
 * What `make` makes, as JSON brings it back: made by the first process that asks for it by this key in this folder, and
 * read by all others. Where `make` throws, so does this, and the next who asks tries again.
 */
export async function onceInRun<T>(folder: string, key: string, make: () => Promise<T>): Promise<T> {
  const file = path.join(folder, encodeURIComponent(key));
  const lock = `${file}.lock`;
  while (!existsSync(file)) {
    if (!tryLock(lock)) {
      await setTimeout(patience);
      continue;
    }
    try {
      // Whoever had the lock before may have been done by then.
      if (!existsSync(file)) writeAtOnce(file, JSON.stringify(await make()));
    } finally {
      rmSync(lock, { force: true });
    }
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Takes a lock that is a symbolic link to the number of the process that has it: it comes into being with its content. One
 * whose process is gone is broken; should two break it, both do the work, and the last one's is kept.
 */
function tryLock(lock: string): boolean {
  try {
    symlinkSync(String(process.pid), lock);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (isAlive(holderOf(lock))) return false;
    rmSync(lock, { force: true });
    return tryLock(lock);
  }
}

/** The process that has a lock, or undefined where it has given it back in the meantime. */
function holderOf(lock: string): number | undefined {
  try {
    return Number(readlinkSync(lock));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function writeAtOnce(file: string, text: string): void {
  const written = `${file}.${process.pid}`;
  writeFileSync(written, text);
  renameSync(written, file);
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

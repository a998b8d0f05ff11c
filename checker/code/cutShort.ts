import { Script } from 'node:vm';

/** Work was stopped in the middle of whatever it did: its time was up, or somebody sent SIGINT. */
export class CutShort extends Error {
  readonly by: 'time' | 'signal';

  constructor(by: CutShort['by']) {
    super(by === 'time' ? 'its time was up' : 'it was interrupted');
    this.by = by;
  }
}

/** A key of the global object that nobody else has: a script reaches nothing else. */
const key = Symbol.for(`mmcheck work ${Math.random()}`);
const script = new Script(`globalThis[Symbol.for(${JSON.stringify(key.description)})]()`);

/** When the work that runs now will be stopped, as performance.now() tells it. */
let stopsAt = Number.POSITIVE_INFINITY;
let heedsSigint = false;

/** Has the next SIGINT stop work that may be interrupted; handlers of the process hear of it behind that. */
export function heedSigint(heeds: boolean): void {
  heedsSigint = heeds;
}

/**
 * Runs work that V8 stops after so many milliseconds, wherever it is: also in a loop that never ends, which nothing
 * else in the same thread can. None of its `catch` and `finally` are run then, and what it has half done stays so. With
 * `interruptible` SIGINT stops it as well. It costs 50 to 100 microseconds, and nothing inside of work that will be
 * stopped earlier anyway. Throws CutShort.
 */
export function cutShort<T>(ms: number, work: () => T, interruptible = false): T {
  const [outerWork, outerStop] = [globals[key], stopsAt];
  const stop = performance.now() + ms;
  if (stop >= outerStop) return work();
  globals[key] = work;
  stopsAt = stop;
  const breakOnSigint = interruptible && heedsSigint;
  try {
    return script.runInThisContext({ timeout: timerMs(ms), breakOnSigint, displayErrors: false }) as T;
  } catch (error) {
    throw asCutShort(error) ?? error;
  } finally {
    stopsAt = outerStop;
    if (outerWork === undefined) delete globals[key];
    else globals[key] = outerWork;
  }
}

const globals = globalThis as { [key]?: () => unknown };

/** A time that a timer of the system can be set to. */
const timerMs = (ms: number): number => Math.max(1, Math.min(Math.ceil(ms), 2 ** 31 - 1));

function asCutShort(error: unknown): CutShort | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return new CutShort('time');
  if (code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return undefined;
  heedsSigint = false;
  process.emit('SIGINT', 'SIGINT');
  return new CutShort('signal');
}

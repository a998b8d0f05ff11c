import type { Progress } from '../checker/index.ts';
import type { Io } from './io.ts';

const everyMs = { terminal: 100, log: 10_000 } as const;

/**
 * Says on stderr how a search gets on: one line that is rewritten on a terminal, a new line every 10 s otherwise.
 */
export class ProgressLine {
  readonly #io: Io;
  readonly #title: string;
  #last = performance.now();
  #shown = false;

  /** `title` is what is being checked. */
  constructor(io: Io, title: string) {
    this.#io = io;
    this.#title = title;
  }

  update(progress: Progress): void {
    const { stderr } = this.#io;
    const now = performance.now();
    if (now - this.#last < (stderr.isTTY ? everyMs.terminal : everyMs.log)) return;
    this.#last = now;
    const line = progressText(this.#title, progress);
    if (!stderr.isTTY) {
      stderr.write(`${line}\n`);
      return;
    }
    stderr.write(`\r${line.slice(0, Math.max(1, stderr.columns - 1))}${clearToEnd}`);
    this.#shown = true;
  }

  /** Takes the rewritten line away. */
  end(): void {
    if (this.#shown) this.#io.stderr.write(`\r${clearToEnd}`);
    this.#shown = false;
  }
}

const clearToEnd = '\x1b[K';

/** `Checking migration/x@2.6.38. states=1200, transitions=3400, depth=20, frontier=96, 1.2 M states/s`. */
export function progressText(
  title: string,
  { states, transitions, depth, frontier, seconds }: Progress,
): string {
  const rate = rateText(states / Math.max(seconds, 0.001));
  return `Checking ${title}. states=${states}, transitions=${transitions}, depth=${depth}, frontier=${frontier}, ${rate}`;
}

function rateText(perSecond: number): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(1)} M states/s`;
  if (perSecond >= 1e3) return `${(perSecond / 1e3).toFixed(0)} k states/s`;
  return `${perSecond.toFixed(0)} states/s`;
}

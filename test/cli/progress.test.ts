import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressLine, progressText } from '../../cli/progress.ts';
import { capturedIo } from '../helpers/captured.ts';

const now = { states: 1_200_000, transitions: 3_400_000, depth: 20, frontier: 96, seconds: 1 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('progressText', () => {
  it.each([
    [1_200_000, '1.2 M states/s'],
    [45_600, '46 k states/s'],
    [12, '12 states/s'],
  ])('has the rate of %i', (states, rate) => {
    expect(progressText('migration/x@2.6.38', { ...now, states })).toBe(
      `Checking migration/x@2.6.38. states=${states}, transitions=3400000, depth=20, frontier=96, ${rate}`,
    );
  });
});

describe('ProgressLine', () => {
  it('is a line every 10 s where there is no terminal', () => {
    const { io, written } = capturedIo();
    const line = new ProgressLine(io, 'x');
    for (let second = 0; second < 25; second++) {
      line.update(now);
      vi.advanceTimersByTime(1000);
    }
    line.end();
    expect(written.stderr).toBe(`${progressText('x', now)}\n`.repeat(2));
    expect(written.stdout).toBe('');
  });

  it('is one line that is rewritten on a terminal, cut to its width, and taken away at the end', () => {
    const { io, written } = capturedIo({ terminal: true });
    const line = new ProgressLine(io, 'x'.repeat(100));
    vi.advanceTimersByTime(200);
    line.update(now);
    line.update(now);
    const shown = `\rChecking ${'x'.repeat(70)}\x1b[K`;
    expect(written.stderr).toBe(shown);
    line.end();
    line.end();
    expect(written.stderr).toBe(`${shown}\r\x1b[K`);
  });

  it('shows nothing of a search that is over at once', () => {
    const { io, written } = capturedIo({ terminal: true });
    const line = new ProgressLine(io, 'x');
    line.update(now);
    line.end();
    expect(written.stderr).toBe('');
  });
});

import { expect } from 'vitest';
import { accesses } from '../../checker/accesses.ts';
import { goto, type Machine, type Shape, type StateOf } from '../../model/language/index.ts';
import { programOf, threadsOf } from './programOf.ts';

interface Given<Sh extends Shape> {
  readonly locals?: Shape;
  readonly initial?: (state: StateOf<Sh>) => unknown;
}

/** Two CPUs go through the listing again and again, or the second one through another listing; how often, by label. */
export async function contendedOn<Sh extends Shape>(
  machine: Machine<Sh>,
  { locals = {}, initial = () => {} }: Given<Sh>,
  listing: object,
  other = listing,
): Promise<Record<string, number>> {
  const round = (lines: object) => ({ ...lines, again: goto(Object.keys(lines)[0]!) });
  const threads = threadsOf(machine, locals, round(listing), round(other));
  const { labels, stopped } = await accesses(programOf(machine, threads, { initial }));
  expect(stopped).toBeUndefined();
  const counts: Record<string, number> = {};
  for (const { label, contended } of labels) {
    if (label.name === 'again') continue;
    counts[label.name] = Math.max(counts[label.name] ?? 0, contended.length);
  }
  return counts;
}

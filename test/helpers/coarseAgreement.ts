import { expect } from 'vitest';
import type { LabelAccesses } from '../../checker/meaning/labelAccesses.ts';
import type { Program } from '../../checker/program/program.ts';
import { coarseLabels } from '../../checker/verdict/coarse.ts';
import type { OracleGraph } from './oracle.ts';
import { oracleCoarse } from './oracleCoarse.ts';

/**
 * Expects that each label makes as many contended accesses as by brute force, and that those are too coarse that make
 * several and do not say why. How many labels make several; undefined where brute force gives up. What is behind a failure
 * is not looked at, so of a machine that fails only this is expected: that nobody can come in between is not denied by it.
 */
export function expectSameCoarse(
  { threads }: Program,
  labels: readonly LabelAccesses[],
  graph: OracleGraph,
  text: string,
): number | undefined {
  // Who comes behind a handler that stands between two accesses is not known to it.
  if (threads.some(({ context }) => context === 'interrupt' || context === 'softirq')) return undefined;
  const brute = oracleCoarse(graph, 3000);
  if (brute === undefined) return undefined;
  const name = ({ thread, label }: LabelAccesses) => `${threads[thread]!.name} ${label.name}`;
  const ours = new Map(labels.map((one) => [name(one), one.contended.length]));
  const fails = [...graph.nodes.values()].some((node) => node.fails && !node.beyond);
  for (const label of new Set([...ours.keys(), ...brute.keys()])) {
    const [told, naive] = [ours.get(label) ?? 0, brute.get(label)?.contended ?? 0];
    if (fails) expect(told, `${label} ${text}`).toBeLessThanOrEqual(naive);
    else expect(told, `${label} ${text}`).toBe(naive);
  }
  const several = [...brute.values()].filter(({ contended }) => contended > 1);
  const coarse = several.filter(({ reason }) => reason === undefined).map(({ id }) => id);
  const told = coarseLabels(labels).map(({ id }) => id);
  if (!fails) expect(told.sort(), text).toEqual([...new Set(coarse)].sort());
  return several.length;
}

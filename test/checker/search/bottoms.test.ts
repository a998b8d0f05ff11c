import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bottoms, type Graph } from '../../../checker/search/bottoms.ts';

const graphOf = (nodes: number, edges: readonly (readonly [number, number])[]): Graph => {
  const targets: number[] = [];
  const starts = [0];
  for (let node = 0; node < nodes; node++) {
    targets.push(...edges.filter(([from]) => from === node).map(([, to]) => to));
    starts.push(targets.length);
  }
  return { nodes, starts, targets };
};

function reachedFrom(node: number, edges: readonly (readonly [number, number])[]): Set<number> {
  const reached = new Set([node]);
  for (const at of reached) for (const [from, to] of edges) if (from === at) reached.add(to);
  return reached;
}

const someGraph = fc
  .integer({ min: 1, max: 9 })
  .chain((nodes) =>
    fc.tuple(
      fc.constant(nodes),
      fc.array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)), { maxLength: 2 * nodes }),
    ),
  );

describe('bottoms', () => {
  it('are where every way out leads back, each with a number of its own', () => {
    let found = 0;
    const property = fc.property(someGraph, ([nodes, edges]) => {
      const component = bottoms(graphOf(nodes, edges));
      const behind = Array.from({ length: nodes }, (_, node) => reachedFrom(node, edges));
      for (let node = 0; node < nodes; node++) {
        const isBottom = [...behind[node]!].every((other) => behind[other]!.has(node));
        expect(component[node]! >= 0).toBe(isBottom);
        if (!isBottom) continue;
        found++;
        for (let other = 0; other < nodes; other++)
          expect(component[other] === component[node]).toBe(behind[node]!.has(other));
      }
    });
    fc.assert(property, { numRuns: 300, seed: 5 });
    expect(found).toBeGreaterThan(300);
  });

  it('are found at the end of a way of a hundred thousand nodes', () => {
    const nodes = 100_000;
    const starts = Array.from({ length: nodes + 1 }, (_, node) => node);
    const targets = Array.from({ length: nodes }, (_, node) => Math.min(node + 1, nodes - 1));
    const component = bottoms({ nodes, starts, targets });
    expect(component[nodes - 1]).toBeGreaterThanOrEqual(0);
    expect(component.filter((of) => of >= 0).length).toBe(1);
  });
});

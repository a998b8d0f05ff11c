/** A directed graph: nodes are numbered from 0, and the edges of a node are those from its start to the next one's. */
export interface Graph {
  readonly nodes: number;
  readonly starts: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

/**
 * Which nodes lie at a bottom: in a strongly connected component that no edge leaves. For each node the number of its
 * component, -1 where it lies at none. Tarjan's algorithm, without recursion.
 */
export function bottoms({ nodes, starts, targets }: Graph): Int32Array {
  const component = new Int32Array(nodes).fill(-1);
  const isBottom: boolean[] = [];
  /** The order in which nodes were met, from 1, and the first in that order that is known to be of their component. */
  const order = new Int32Array(nodes);
  const lowest = new Int32Array(nodes);
  const next = Int32Array.from({ length: nodes }, (_, node) => starts[node]!);
  const met: number[] = [];
  let count = 0;
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== 0) continue;
    const way = [root];
    while (way.length > 0) {
      const node = way.at(-1)!;
      if (order[node] === 0) {
        order[node] = lowest[node] = ++count;
        met.push(node);
      }
      if (next[node]! < starts[node + 1]!) {
        const to = targets[next[node]!++]!;
        if (order[to] === 0) way.push(to);
        else if (component[to] === -1) lowest[node] = Math.min(lowest[node]!, order[to]!);
        continue;
      }
      way.pop();
      const from = way.at(-1);
      if (from !== undefined) lowest[from] = Math.min(lowest[from]!, lowest[node]!);
      if (lowest[node] !== order[node]) continue;
      const members = met.splice(met.lastIndexOf(node));
      for (const member of members) component[member] = isBottom.length;
      isBottom.push(members.every((member) => staysIn(member, isBottom.length)));
    }
  }
  return component.map((of) => (isBottom[of] === true ? of : -1));

  function staysIn(node: number, own: number): boolean {
    for (let i = starts[node]!; i < starts[node + 1]!; i++) if (component[targets[i]!] !== own) return false;
    return true;
  }
}

import type { OracleGraph, OracleNode } from './oracle.ts';
import { threadsAtBounds } from './oracleBounds.ts';
import { keeperOf } from './oracleCpus.ts';
import { locksHeld } from './oracleLocks.ts';
import type { OracleMachine } from './oracleMachine.ts';

/** A thread that can never rest again behind some state: how far away the first such is, and what it may be called. */
export interface OracleStuck {
  readonly thread: number;
  readonly depth: number;
  readonly checks: readonly string[];
}

type Nodes = ReadonlyMap<string, OracleNode>;

/** Who gets stuck, by the definition, on the whole graph: nothing is clever here. Whether a run ends, besides. */
export function oracleStuck({ machine, nodes }: OracleGraph): {
  readonly stuck: readonly OracleStuck[];
  readonly ends: boolean;
} {
  const ends = [...nodes.values()].some(
    ({ state, beyond }) => !beyond && machine.views(state).every(({ settled }) => settled),
  );
  const stuck = machine.threads.flatMap((_, thread) => {
    const lost = lostTo(machine, nodes, thread);
    if (lost.length === 0) return [];
    const depth = Math.min(...lost.map((key) => nodes.get(key)!.depth));
    const first = lost.filter((key) => nodes.get(key)!.depth === depth);
    const checks = first.flatMap((key) => checksAt(machine, nodes, key, thread));
    return [{ thread, depth, checks: [...new Set(checks)].sort() }];
  });
  return { stuck, ends };
}

/** The states from which a thread can rest no more, and nothing fails either. */
function lostTo(machine: OracleMachine, nodes: Nodes, thread: number): string[] {
  const good = new Set<string>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const [key, node] of nodes) {
      if (good.has(key)) continue;
      if (node.fails || rests(machine, node, thread) || node.steps.some(({ to }) => good.has(to))) {
        good.add(key);
        grown = true;
      }
    }
  }
  return [...nodes.keys()].filter((key) => !good.has(key));
}

function rests(machine: OracleMachine, { state, steps }: OracleNode, thread: number): boolean {
  if (machine.views(state)[thread]!.settled) return true;
  const comesRound = machine.threads[thread]!.forever && machine.isAtStart(state, thread);
  return comesRound && steps.some((step) => step.thread === thread);
}

/** What may be said of a thread behind a state: of each nearest state that every way from it leads back to. */
function checksAt(machine: OracleMachine, nodes: Nodes, from: string, thread: number): string[] {
  const behind = distances(nodes, from);
  const last = [...behind.keys()].filter((key) => {
    return [...distances(nodes, key).keys()].every((to) => distances(nodes, to).has(key));
  });
  const nearest = Math.min(...last.map((key) => behind.get(key)!));
  return last
    .filter((key) => behind.get(key) === nearest)
    .flatMap((key) => {
      const left = [...distances(nodes, key).keys()].map((to) => nodes.get(to)!);
      return checksOf(machine, left, thread);
    });
}

function checksOf(machine: OracleMachine, left: readonly OracleNode[], thread: number): string[] {
  const failing = failingChecks(machine, left, thread);
  const moves = (other: number) => left.some(({ steps }) => steps.some((step) => step.thread === other));
  // Of somebody who only waits for a bound of the model nobody knows what would come behind it.
  const bounded = threadsAtBounds(machine, left[0]!.state).some((other) => !moves(other));
  return bounded ? [...failing, 'bound'] : failing;
}

function failingChecks(machine: OracleMachine, left: readonly OracleNode[], thread: number): string[] {
  if (left.some(({ steps }) => steps.some((step) => step.thread === thread))) return ['soft-lockup'];
  const [{ state }] = left as [OracleNode];
  const heldOff = left.every((node) => keeperOf(machine, node.state, thread) !== undefined);
  const line = machine.line(state, thread)!.line;
  const own = heldOff || (line.kind === 'operation' && line.form === 'spin') ? 'soft-lockup' : 'hung-task';
  // Who holds nothing that others wait for waits for nobody in a circle.
  const holders = machine.threads.filter((_, other) => {
    const moves = left.some(({ steps }) => steps.some((step) => step.thread === other));
    const { root } = machine.scenario.machine;
    const keeps = machine.threads.some((_, i) => keeperOf(machine, state, i) === other);
    const holds = locksHeld(root, state.shared, other).length > 0 || keeps;
    return !moves && holds;
  });
  return holders.length > 1 ? [own, 'deadlock'] : [own];
}

const known = new WeakMap<Nodes, Map<string, ReadonlyMap<string, number>>>();

/** How far away the states behind one are, itself among them. */
function distances(nodes: Nodes, from: string): ReadonlyMap<string, number> {
  const ofNodes = known.get(nodes) ?? new Map<string, ReadonlyMap<string, number>>();
  known.set(nodes, ofNodes);
  const before = ofNodes.get(from);
  if (before !== undefined) return before;
  const found = new Map([[from, 0]]);
  for (const [key, distance] of found)
    for (const { to } of nodes.get(key)!.steps) if (!found.has(to)) found.set(to, distance + 1);
  ofNodes.set(from, found);
  return found;
}

import type { Compiled } from '../packed/compiled.ts';
import type { Program } from '../program/program.ts';
import { bottoms, type Graph } from './bottoms.ts';
import { StateIndex } from './stateIndex.ts';
import { Succession } from './succession.ts';

/** A round that goes on for ever, behind a state from which nothing else is left in the end. */
export interface EndlessRound {
  /** The numbers of the steps that lead from the state into the round and once through it; the last `length` are it. */
  readonly steps: readonly number[];
  readonly length: number;
  /** The states that are left in the end, one after the other, that in which the round begins first. */
  readonly states: Int32Array;
  /** Who still takes steps there: whoever does not never has one again. */
  readonly moving: ReadonlySet<number>;
}

/**
 * The round behind a state behind which no run ends. Of the sets of states that a run does not leave any more it is in
 * the nearest one, where it begins; it is a shortest one there, with a step of the thread if that still takes any.
 */
export function endlessRound(compiled: Compiled, from: Int32Array, thread: number): EndlessRound {
  const behind = new Behind(compiled, from);
  const { nodes } = behind.graph;
  const component = bottoms(behind.graph);
  // Nodes are in the order of their distance.
  const entry = component.findIndex((of) => of >= 0);
  const members = Array.from({ length: nodes }, (_, node) => node).filter(
    (node) => component[node] === component[entry],
  );
  const moving = new Set(members.flatMap((node) => behind.threadsFrom(node)));
  const way = behind.wayTo(entry);
  const round = behind.roundFrom(entry, moving.has(thread) ? thread : undefined);
  const ordered = [entry, ...members.filter((node) => node !== entry)];
  return { steps: [...way, ...round], length: round.length, states: behind.wordsOf(ordered), moving };
}

/** All states behind one, in the order of their distance, with the steps between them. */
class Behind {
  readonly graph: Graph;
  readonly #program: Program;
  readonly #index: StateIndex;
  readonly #words: number;
  /** The step of each edge. */
  readonly #steps: readonly number[];
  /** The edge over which each node was first reached, and the node that it comes from. */
  readonly #first: { readonly edge: number; readonly from: number }[] = [];

  constructor(compiled: Compiled, start: Int32Array) {
    const succession = new Succession(compiled);
    const { words, batch } = succession;
    const index = new StateIndex(words);
    const starts = [0];
    const targets: number[] = [];
    const steps: number[] = [];
    index.add(start, 0);
    this.#first.push({ edge: -1, from: -1 });
    for (let node = 0; node < index.size; node++) {
      succession.ofSound(index.states, node * words);
      for (const [k, step] of succession.steps().entries()) {
        const next = index.add(batch, k * words);
        if (next === this.#first.length) this.#first.push({ edge: targets.length, from: node });
        targets.push(next);
        steps.push(step);
      }
      starts.push(targets.length);
    }
    this.#program = compiled.program;
    this.#index = index;
    this.#words = words;
    this.#steps = steps;
    this.graph = { nodes: index.size, starts, targets };
  }

  /** The threads that have a step in a state. */
  threadsFrom(node: number): number[] {
    return this.#edges(node).map((edge) => this.#threadOf(edge));
  }

  /** The steps on a shortest way from the first state. */
  wayTo(node: number): number[] {
    const way: number[] = [];
    for (let at = node; this.#first[at]!.edge >= 0; at = this.#first[at]!.from)
      way.push(this.#steps[this.#first[at]!.edge]!);
    return way.reverse();
  }

  /** The steps on a shortest way from a state back to itself, one of them of the thread where one is given. */
  roundFrom(node: number, thread: number | undefined): number[] {
    // A pair of a node and whether the thread has taken a step.
    const open = [{ node, done: thread === undefined, edge: -1, from: -1 }];
    const seen = new Set<number>();
    for (let i = 0; i < open.length; i++) {
      for (const edge of this.#edges(open[i]!.node)) {
        const done = open[i]!.done || this.#threadOf(edge) === thread;
        const to = this.graph.targets[edge]!;
        const reached = { node: to, done, edge, from: i };
        if (to === node && done) return this.#back(open, reached);
        const pair = to * 2 + Number(done);
        if (seen.has(pair)) continue;
        seen.add(pair);
        open.push(reached);
      }
    }
    throw new Error('no way leads back to where a round begins');
  }

  /** The words of some states, one after the other. */
  wordsOf(nodes: readonly number[]): Int32Array {
    const words = this.#words;
    const all = new Int32Array(nodes.length * words);
    for (const [i, node] of nodes.entries())
      all.set(this.#index.states.subarray(node * words, (node + 1) * words), i * words);
    return all;
  }

  #back(
    open: readonly { readonly edge: number; readonly from: number }[],
    last: { readonly edge: number; readonly from: number },
  ): number[] {
    const steps: number[] = [];
    for (let at = last; at.edge >= 0; at = open[at.from]!) steps.push(this.#steps[at.edge]!);
    return steps.reverse();
  }

  #edges(node: number): number[] {
    const first = this.graph.starts[node]!;
    return Array.from({ length: this.graph.starts[node + 1]! - first }, (_, i) => first + i);
  }

  #threadOf(edge: number): number {
    return this.#program.steps[this.#steps[edge]!]!.thread.index;
  }
}

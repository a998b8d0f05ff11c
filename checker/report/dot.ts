import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Neighbourhood, NextTo } from '../trace/neighbourhood.ts';
import type { Trace } from '../trace/trace.ts';

/**
 * The neighbourhood of a trace as a graph in the DOT language (https://graphviz.org/doc/info/lang.html): the states on
 * it in bold, with the labels that the threads stand before, and every other state that one step leads to from there.
 * Red is where a check fails.
 */
export function dot(program: Program, trace: Trace, { states, steps }: Neighbourhood): string {
  const graph = new Graph(program, states);
  for (const next of steps) graph.edge(next);
  const failed = trace.failure?.inStep === false ? (trace.round ?? states.length - 1) : undefined;
  return graph.text(`${trace.scenario}@${trace.design}`, failed, trace.failure?.check);
}

class Graph {
  readonly #program: Program;
  readonly #numbers = new Map<string, number>();
  readonly #states: State[] = [];
  readonly #onTrace: number;
  readonly #failures: string[] = [];
  readonly #edges: string[] = [];

  constructor(program: Program, trace: readonly State[]) {
    this.#program = program;
    for (const state of trace) this.#number(state);
    this.#onTrace = this.#states.length;
  }

  edge({ from, to, step: { thread, label, chosen }, taken }: NextTo): void {
    const text = `${thread.name}: ${label.name}${chosen === undefined ? '' : ` with ${chosen}`}`;
    const target = typeof to === 'string' ? this.#failure(to, taken) : `s${this.#number(to)}`;
    const style = taken ? ', style=bold' : '';
    this.#edges.push(`s${from} -> ${target} [label=${quoted(text)}${style}];`);
  }

  text(title: string, failed: number | undefined, check: string | undefined): string {
    const nodes = this.#states.map((state, i) => {
      const mark = i === failed ? `\n!!! ${check}` : '';
      const style = i === failed ? `, ${red}` : i < this.#onTrace ? ', style=bold' : ', color=gray';
      return `s${i} [label=${quoted(this.#label(state, i) + mark)}${style}];`;
    });
    const lines = ['node [shape=box, fontname="monospace"];', ...nodes, ...this.#failures, ...this.#edges];
    return `digraph ${quoted(title)} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
  }

  #label({ threads }: State, number: number): string {
    const at = this.#program.threads.map(
      ({ name, body }, i) => `${name}: ${body.labels[threads[i]!.label]?.name ?? 'end'}`,
    );
    return [number < this.#onTrace ? String(number) : '', ...at].filter((line) => line !== '').join('\n');
  }

  #failure(check: string, taken: boolean): string {
    const name = `f${this.#failures.length}`;
    this.#failures.push(`${name} [label=${quoted(`!!! ${check}`)}, ${taken ? red : 'color=red'}];`);
    return name;
  }

  #number(state: State): number {
    const key = JSON.stringify(state);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#states.length);
    return this.#states.push(state) - 1;
  }
}

const red = 'style="bold,filled", color=red, fillcolor="#ffdddd"';

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

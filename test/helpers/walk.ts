import type { Program } from '../../checker/program/program.ts';
import type { State } from '../../checker/program/state.ts';
import type { Step } from '../../checker/program/step.ts';
import { labelOf } from '../../checker/program/threadViews.ts';
import { ReferenceEngine } from '../../checker/reference/referenceEngine.ts';

/** One path through a program on the reference engine, a thread's step at a time. */
export class Walk {
  state: State;
  readonly #engine: ReferenceEngine;

  constructor(program: Program) {
    this.#engine = new ReferenceEngine(program);
    this.state = [...this.#engine.initial().values()][0]!;
  }

  /** Takes steps, each the one that its thread can take; 'cpu0 2' takes the third of several. */
  step(...threads: readonly string[]): this {
    for (const thread of threads) {
      const [name = '', choice = '0'] = thread.split(' ');
      const taken = this.#steps(name)[Number(choice)];
      if (taken === undefined) throw new Error(`${thread} cannot go on at ${this.at(name)}`);
      const next = this.#engine.step(this.state, taken);
      for (const violation of this.#engine.leftBy(taken, this.state, next)) throw violation;
      this.state = next;
    }
    return this;
  }

  /** Lets the thread run on alone until it has ended, taking the first of several steps, and lists its labels. */
  run(thread: string): string[] {
    const labels: string[] = [];
    for (let label = this.at(thread); label !== 'end'; label = this.at(thread)) {
      labels.push(label);
      this.step(thread);
    }
    return labels;
  }

  /** How many steps the thread can take. */
  choices(thread: string): number {
    return this.#steps(thread).length;
  }

  /** The label that the thread stands before. */
  at(thread: string): string {
    return labelOf(this.#views()[this.#index(thread)]!);
  }

  /** The thread's parameters and locals. */
  my(thread: string): Record<string, unknown> {
    return this.#views()[this.#index(thread)]!.my;
  }

  #steps(thread: string): Step[] {
    return this.#engine.enabledOf(this.state, this.#index(thread));
  }

  #views() {
    return this.#engine.threadViews(this.state);
  }

  #index(thread: string): number {
    const index = this.#engine.program.threads.findIndex(({ name }) => name === thread);
    if (index < 0) throw new Error(`no thread ${thread}`);
    return index;
  }
}

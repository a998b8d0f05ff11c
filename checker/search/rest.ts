import type { Compiled } from '../packed/compiled.ts';
import { codeAt, type StateLayout } from '../packed/layout.ts';
import type { Program } from '../program/program.ts';
import type { Succession } from './succession.ts';

/**
 * Where a thread rests: what it must be able to come to from wherever it is. That is its end; for one that need not
 * begin also the place before its first label; for one without an end the place before its first label, with a step to
 * take there, so that it comes round again.
 */
export class Rest {
  readonly #program: Program;
  readonly #layout: StateLayout;

  constructor({ program, generated }: Compiled) {
    this.#program = program;
    this.#layout = generated.layout;
  }

  /** Whether the thread rests in the state at the offset, whose steps have just been taken. */
  of(thread: number, states: Int32Array, offset: number, succession: Succession): boolean {
    const { body, optional, forever } = this.#program.threads[thread]!;
    const label = codeAt(states, this.#layout.threads[thread]!.label, offset);
    if (label === body.labels.length || (label === 0 && optional)) return true;
    if (label !== 0 || !forever) return false;
    return succession.steps().some((step) => this.#program.steps[step]!.thread.index === thread);
  }
}

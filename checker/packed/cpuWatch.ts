import { levelOf } from '../../model/language/index.ts';
import { hasBegun } from '../program/gates.ts';
import type { Program } from '../program/program.ts';
import { codeAt, type StateLayout } from './layout.ts';

/** Sees in packed states who has a CPU: what `heldOffBy` says of states of the reference engine. */
export class CpuWatch {
  readonly #program: Program;
  readonly #layout: StateLayout;
  /** By thread whether anybody could keep its CPU from it. */
  readonly #shares: readonly boolean[];

  constructor(program: Program, layout: StateLayout) {
    this.#program = program;
    this.#layout = layout;
    this.#shares = program.threads.map(
      ({ index }) => program.gates[index] !== undefined || layout.threads[index]!.cpu !== undefined,
    );
  }

  /** Whether a thread has its CPU in the packed state at the offset. */
  has(thread: number, states: Int32Array, offset: number): boolean {
    return !this.#shares[thread] || this.heldOffBy(thread, states, offset) === undefined;
  }

  /** The other thread that a thread's CPU is kept from it by, if there is one. */
  heldOffBy(thread: number, states: Int32Array, offset: number): number | undefined {
    if (!this.#shares[thread]) return undefined;
    const stop = this.#program.gates[thread]?.stops.find((one) => this.#runs(one, states, offset));
    return stop ?? this.#maskedBy(thread, states, offset) ?? this.#keptBy(thread, states, offset);
  }

  /**
   * Whether a thread may stand half way through its label in the packed state at the offset, because nothing keeps its
   * CPU from it but handlers that have interrupted it.
   */
  isInterrupted(thread: number, states: Int32Array, offset: number): boolean {
    const gate = this.#program.gates[thread];
    if (gate === undefined) return false;
    const running = gate.stops.filter((one) => this.#runs(one, states, offset));
    const level = (of: number) => levelOf[this.#program.threads[of]!.context];
    if (running.length === 0 || running.some((one) => level(one) <= level(thread))) return false;
    return (
      this.#maskedBy(thread, states, offset) === undefined &&
      this.#keptBy(thread, states, offset) === undefined
    );
  }

  #runs(handler: number, states: Int32Array, offset: number): boolean {
    const label = codeAt(states, this.#layout.threads[handler]!.label, offset);
    return hasBegun(this.#program.threads[handler]!, label);
  }

  #maskedBy(thread: number, states: Int32Array, offset: number): number | undefined {
    const masks = this.#program.gates[thread]?.masks ?? [];
    if (masks.length === 0 || codeAt(states, this.#layout.threads[thread]!.label, offset) !== 0)
      return undefined;
    return masks.find(({ number }) => codeAt(states, this.#layout.fields[number]!, offset) !== 0)?.row?.row;
  }

  #keptBy(thread: number, states: Int32Array, offset: number): number | undefined {
    const { cpu } = this.#layout.threads[thread]!;
    if (cpu === undefined) return undefined;
    const keeper = this.#program.cpus[cpu]!.threads[codeAt(states, this.#layout.cpus[cpu]!, offset) - 1];
    return keeper === thread ? undefined : keeper;
  }
}

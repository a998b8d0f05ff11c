import { stepLimitMs } from '../program/stepLimit.ts';
import type { Limits } from './space.ts';
import { usualMemory } from './usualMemory.ts';

/**
 * Milliseconds that a search runs before it looks at signals and reports progress: the first time, and twice as long each
 * time up to the most. A slice costs the turn of a thread that watches it, which may be long in coming on a busy machine.
 */
const sliceMs = { first: 20, most: 200 } as const;

/** How much longer than its time a search may take before it is stopped in the middle of a step. */
const graceMs = 500;

/**
 * How long at least nothing must come of a slice for it to be stopped, in milliseconds. A search that has gone on for long
 * waits for longer: what it was at is tried once more and may turn out to end, and then all begins again.
 */
const leastPatienceMs = 1000;

/** What a search may cost, from the moment on at which it is made. */
export class Budget {
  readonly #limits: Limits;
  /** When that moment was, as performance.now() tells it. */
  readonly started = performance.now();
  readonly #maxMemory: number;
  /** Milliseconds within which whatever a search asks of the user must have answered. */
  readonly stepMs: number;
  #sliceMs: number = sliceMs.first;

  constructor(limits: Limits = {}) {
    this.#limits = limits;
    this.#maxMemory = limits.maxMemory ?? usualMemory();
    this.stepMs = limits.step === undefined ? stepLimitMs : limits.step * 1000;
  }

  /** Seconds that have gone by. */
  get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  /** When the time is up, as performance.now() tells it. */
  get until(): number {
    return this.started + (this.#limits.timeout ?? Number.POSITIVE_INFINITY) * 1000;
  }

  get isOver(): boolean {
    return performance.now() >= this.until;
  }

  /** When a slice that begins now must end by itself. */
  sliceEnd(): number {
    const end = performance.now() + Math.min(this.#sliceMs, this.stepMs / 4);
    this.#sliceMs = Math.min(sliceMs.most, this.#sliceMs * 2);
    return Math.min(end, this.until);
  }

  /** Milliseconds after which a slice that begins now is stopped wherever it is. */
  patience(): number {
    const now = performance.now();
    const patience = Math.max(leastPatienceMs, (now - this.started) / 10);
    return Math.min(this.stepMs, patience, this.left());
  }

  /** Milliseconds after which whatever runs now is stopped because the time is up. */
  left(): number {
    return Math.max(0, this.until - performance.now()) + graceMs;
  }

  /** How many more states there may be than so many; negative where there are too many. */
  roomBeside(states: number): number {
    return (this.#limits.maxStates ?? Number.POSITIVE_INFINITY) - states;
  }

  /** Whether tables may have so many bytes, those that are copied and their copies together. */
  fits(bytes: number): boolean {
    return bytes <= this.#maxMemory;
  }
}

import { levelOf } from '../../model/language/index.ts';
import type { LearnedSteps } from '../meaning/learnedSteps.ts';
import type { Compiled } from '../packed/compiled.ts';
import { CpuWatch } from '../packed/cpuWatch.ts';
import { codeAt, type StateLayout } from '../packed/layout.ts';
import { LockWatch } from '../packed/lockWatch.ts';
import type { FlatLabel } from '../program/body.ts';
import type { Program } from '../program/program.ts';
import { Executions } from './executions.ts';
import { emptyFrame, type Frame } from './frame.ts';
import { type Offer, Offers } from './offers.ts';
import { StateIndex } from './stateIndex.ts';

/** What the threads can do in packed states, one after the other, with the frames and executions that were met. */
export class EnabledSteps {
  readonly program: Program;
  readonly layout: StateLayout;
  readonly executions = new Executions();
  /** By thread, then by the number of the frame. */
  readonly frames: readonly Frame[][];
  /** By thread, as it was asked last: what it is offered, if nobody keeps its CPU from it. */
  readonly offers: (Offer | undefined)[];
  /** By thread, where it stands, if it has a step there, interrupted by handlers or not; nobody stands in imagined states. */
  readonly standing: (Frame | undefined)[];
  readonly #steps: LearnedSteps;
  readonly #offers: Offers;
  readonly #watch: LockWatch;
  readonly #cpus: CpuWatch;
  readonly #indexes: readonly StateIndex[];
  readonly #own: readonly Int32Array[];

  constructor({ program, learned, generated: { layout } }: Compiled) {
    this.program = program;
    this.layout = layout;
    this.frames = layout.threads.map(() => []);
    this.offers = layout.threads.map(() => undefined);
    this.standing = layout.threads.map(() => undefined);
    this.#steps = learned;
    this.#offers = new Offers(this.#steps, this.executions);
    this.#watch = new LockWatch(program, layout);
    this.#cpus = new CpuWatch(program, layout);
    this.#indexes = layout.threads.map(({ own }) => new StateIndex(own.length));
    this.#own = layout.threads.map(({ own }) => new Int32Array(own.length));
  }

  /** Asks what a thread can do in the packed state at the offset, which may be `imagined`: no run may have it. */
  ask(thread: number, states: Int32Array, offset: number, imagined = false): Offer | undefined {
    this.offers[thread] = undefined;
    this.standing[thread] = undefined;
    const hasCpu = this.#cpus.has(thread, states, offset);
    if (!hasCpu && !this.#cpus.isInterrupted(thread, states, offset)) return undefined;
    const { label } = this.layout.threads[thread]!;
    const steps = this.program.stepsAt[thread]![codeAt(states, label, offset)];
    if (steps === undefined) return undefined;
    const offer = this.#offers.of(steps, states, offset, imagined);
    if (!imagined && offer.enabled.length > 0)
      this.standing[thread] = this.#standing(thread, steps[0]!.label, states, offset);
    if (hasCpu) this.offers[thread] = offer;
    return this.offers[thread];
  }

  /** The frame in which a thread stands in the packed state at the offset, if it was seen to have a step there. */
  frameOf(thread: number, states: Int32Array, offset: number): Frame | undefined {
    return this.frames[thread]![this.#indexes[thread]!.find(this.#ownIn(thread, states, offset), 0)];
  }

  /** Whether there is a rule by which the thread may have to leave its CPU to another one. */
  mayBePreempted(thread: number): boolean {
    const { scenario, cpus } = this.program;
    return scenario.preemption !== undefined && cpus.some(({ threads }) => threads.includes(thread));
  }

  /** Whether a step of the other thread can come between two accesses of the thread in the packed state at the offset. */
  comesBetween(other: number, thread: number, states: Int32Array, offset: number): boolean {
    if (other === thread) return false;
    const { threads } = this.program;
    const [own, another] = [threads[thread]!, threads[other]!];
    if (own.cpu !== another.cpu) return true;
    const [below, above] = [levelOf[own.context], levelOf[another.context]];
    return below < above || (below + above === 0 && this.#steps.preempts(thread, states, offset));
  }

  /** Whether the state says nothing about that: it is the same in all. */
  comesBetweenAlways(other: number, thread: number): boolean {
    const { threads } = this.program;
    const [own, another] = [threads[thread]!, threads[other]!];
    return own.cpu !== another.cpu || levelOf[own.context] + levelOf[another.context] > 0;
  }

  #ownIn(thread: number, states: Int32Array, offset: number): Int32Array {
    const own = this.#own[thread]!;
    const places = this.layout.threads[thread]!.own;
    for (let i = 0; i < own.length; i++) {
      const { word, mask } = places[i]!;
      own[i] = states[offset + word]! & mask;
    }
    return own;
  }

  #standing(thread: number, label: FlatLabel, states: Int32Array, offset: number): Frame {
    const frames = this.frames[thread]!;
    const known = frames[this.#indexes[thread]!.add(this.#ownIn(thread, states, offset), 0)];
    if (known === undefined) {
      const holds = (lock: number) => this.#watch.holds(lock, thread, states, offset);
      const held = this.program.locks.map((lock) => lock.number).filter(holds);
      const made = { ...emptyFrame(frames.length, thread, label), held };
      frames.push(made);
      return made;
    }
    for (const lock of known.held)
      if (!this.#watch.holds(lock, thread, states, offset))
        known.held = known.held.filter((one) => one !== lock);
    return known;
  }
}

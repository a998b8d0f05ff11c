import type { LabelAccesses } from '../meaning/labelAccesses.ts';
import type { Compiled } from '../packed/compiled.ts';
import { codeAt } from '../packed/layout.ts';
import { EnabledSteps } from './enabledSteps.ts';
import { contendedIn, exposedIn, type Frame } from './frame.ts';
import { HalfDone } from './halfDone.ts';
import type { Offer } from './offers.ts';
import { Touching } from './touching.ts';

/**
 * Sees in every explored state which steps are enabled together, and what each of them touches. An access of a label is
 * contended where, in some state in which its thread stands there, another thread has a step that touches the same, one
 * of the two writing. Whoever comes first between two accesses of a label does so in a state in which the label still
 * stands and is enabled, and that state is among the explored ones. Who comes behind that one may not: then the label is
 * half done, which is looked at by `revisit`.
 */
export class Contention {
  readonly #steps: EnabledSteps;
  readonly #half: HalfDone;
  /** By thread, the labels at which some frame has something fresh. */
  #exposed: readonly Set<number>[] = [];
  #visited = 0;

  constructor(compiled: Compiled) {
    this.#steps = new EnabledSteps(compiled);
    this.#half = new HalfDone(compiled, this.#steps, noteHalf);
  }

  /** Takes note of the packed state at the offset. */
  visit(states: Int32Array, offset: number): void {
    this.#visited++;
    const { offers, standing } = this.#steps;
    for (let thread = 0; thread < offers.length; thread++) this.#steps.ask(thread, states, offset);
    for (const frame of standing) {
      if (frame === undefined) continue;
      for (let other = 0; other < offers.length; other++) {
        const offer = offers[other];
        if (offer !== undefined && !frame.met.has(offer.number))
          this.#noteOffer(frame, other, offer, states, offset);
      }
    }
  }

  /**
   * Who comes behind a store that others can see meets a state that no run has, and who comes behind a load that lets the
   * label be taken may meet one in which it could not: the label is half done. Whether there is such a label that was not
   * known, whose states `revisit` then has to be shown.
   */
  exposes(): boolean {
    const all = this.#steps.executions.all;
    this.#exposed = this.#steps.frames.map(() => new Set());
    const elsewhere = this.#steps.frames.map(
      (_, own) => new Touching(all.filter(({ thread }) => thread !== own)),
    );
    for (const frame of this.#steps.frames.flat()) {
      frame.fresh.clear();
      // Nothing is half done that has one access, and no ghosts beside it.
      if (![...frame.own].some(({ accesses, ghosts }) => accesses.length > 1 || ghosts.length > 0)) continue;
      const looking = new Touching([...frame.others, ...frame.waiting]);
      const preempted = this.#steps.mayBePreempted(frame.thread);
      for (const execution of frame.own) {
        const known = frame.exposed.get(execution) ?? [];
        const seen = exposedIn(execution, looking, elsewhere[frame.thread]!, preempted);
        const fresh = seen.filter((count) => !known.includes(count));
        if (fresh.length === 0) continue;
        frame.exposed.set(execution, seen);
        frame.fresh.set(execution, this.#half.storedBy(execution, fresh));
        this.#exposed[frame.thread]!.add(frame.label.index);
      }
    }
    return this.#exposed.some(({ size }) => size > 0);
  }

  /** Takes note of what others could do in the packed state at the offset behind each access that newly matters. */
  revisit(states: Int32Array, offset: number): void {
    const steps = this.#steps;
    for (let thread = 0; thread < steps.frames.length; thread++) {
      if (!this.#exposed[thread]!.has(codeAt(states, steps.layout.threads[thread]!.label, offset))) continue;
      const frame = steps.frameOf(thread, states, offset);
      if (frame === undefined || frame.fresh.size === 0) continue;
      for (const { execution } of steps.ask(thread, states, offset)?.enabled ?? [])
        for (const patch of frame.fresh.get(execution) ?? [])
          this.#half.follow(frame, patch, states, offset, this.#visited);
    }
  }

  /** What the labels access that could be taken in some state, of each thread. */
  labels(): LabelAccesses[] {
    return this.#steps.frames.flatMap((frames, thread) => {
      // Who was only ever seen interrupted at a label may have no step there.
      const labels = [...new Set(frames.filter(({ own }) => own.size > 0).map(({ label }) => label))].sort(
        (a, b) => a.index - b.index,
      );
      return labels.map((label) => {
        const standing = frames.filter((frame) => frame.label === label);
        const executions = new Set(standing.flatMap(({ own }) => [...own]));
        const contended = standing
          .flatMap(contendedIn)
          .reduce((most, one) => (one.length > most.length ? one : most), []);
        const held = standing
          .map((frame) => frame.held)
          .reduce((all, some) => all.filter((lock) => some.includes(lock)));
        return {
          thread,
          label,
          accesses: [...executions].flatMap(({ accesses }) => accesses),
          contended,
          held,
        };
      });
    });
  }

  /** Takes note of what is offered to a thread, which may be the frame's own, while the frame's one stands there. */
  #noteOffer(frame: Frame, thread: number, offer: Offer, states: Int32Array, offset: number): void {
    const isOwn = thread === frame.thread;
    for (const one of offer.waiting) frame.waiting.add(one);
    if (isOwn) for (const { execution } of offer.enabled) frame.own.add(execution);
    const others = isOwn ? [] : offer.enabled.filter(({ execution }) => execution.accesses.length > 0);
    const comes = others.length > 0 && this.#steps.comesBetween(thread, frame.thread, states, offset);
    if (comes) for (const { execution } of others) frame.others.add(execution);
    if (comes || others.length === 0 || this.#steps.comesBetweenAlways(thread, frame.thread))
      frame.met.add(offer.number);
  }
}

/** Takes note of what others are offered in a state in which a frame is half done. */
function noteHalf(frame: Frame, offer: Offer): void {
  for (const { execution } of offer.enabled) frame.others.add(execution);
  for (const one of offer.waiting) frame.waiting.add(one);
  frame.metHalf.add(offer.number);
}

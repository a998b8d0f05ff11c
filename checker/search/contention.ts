import type { LabelAccesses } from '../meaning/labelAccesses.ts';
import type { Compiled } from '../packed/compiled.ts';
import { type Enabled, EnabledSteps } from './enabledSteps.ts';
import { contendedIn, type Execution, exposedIn, type Frame } from './frame.ts';
import { HalfDone } from './halfDone.ts';
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
  #visited = 0;

  constructor(compiled: Compiled) {
    this.#steps = new EnabledSteps(compiled);
    this.#half = new HalfDone(compiled, this.#steps, note);
  }

  /** Takes note of the packed state at the offset. */
  visit(states: Int32Array, offset: number): void {
    this.#visited++;
    const steps = this.#steps;
    const { enabled } = steps;
    steps.clear();
    for (let thread = 0; thread < steps.frames.length; thread++) steps.ask(thread, states, offset);
    for (const one of enabled) {
      note(one.frame, one.execution);
      this.#noteOthers(one, states, offset);
    }
    for (const one of steps.interrupted) this.#noteOthers(one, states, offset);
  }

  /**
   * Who comes behind a store that others can see meets a state that no run has, and who comes behind a load that lets the
   * label be taken may meet one in which it could not: the label is half done. Whether there is such a label that was not
   * known, whose states `revisit` then has to be shown.
   */
  exposes(): boolean {
    const all = this.#steps.executions.all;
    let exposes = false;
    const elsewhere = this.#steps.frames.map(
      (_, own) => new Touching(all.filter(({ thread }) => thread !== own)),
    );
    for (const frame of this.#steps.frames.flat()) {
      const looking = new Touching([...frame.others, ...frame.waiting]);
      const preempted = this.#steps.mayBePreempted(frame.thread);
      frame.fresh.clear();
      for (const execution of frame.own) {
        const known = frame.exposed.get(execution) ?? [];
        const seen = exposedIn(execution, looking, elsewhere[frame.thread]!, preempted);
        const fresh = seen.filter((count) => !known.includes(count));
        if (fresh.length === 0) continue;
        frame.exposed.set(execution, seen);
        frame.fresh.set(execution, this.#half.storedBy(execution, fresh));
        exposes = true;
      }
    }
    return exposes;
  }

  /** Takes note of what others could do in the packed state at the offset behind each access that newly matters. */
  revisit(states: Int32Array, offset: number): void {
    const steps = this.#steps;
    for (let thread = 0; thread < steps.frames.length; thread++) {
      const frame = steps.frameOf(thread, states, offset);
      if (frame === undefined || frame.fresh.size === 0) continue;
      steps.clear();
      steps.ask(thread, states, offset);
      const stored = steps.enabled.flatMap(({ execution }) => frame.fresh.get(execution) ?? []);
      for (const patch of stored) this.#half.follow(frame, patch, states, offset, this.#visited);
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

  /** Takes note of who can come between the accesses that a thread is about to make in the state that was asked about. */
  #noteOthers({ thread, frame }: Enabled, states: Int32Array, offset: number): void {
    const { enabled, waiting } = this.#steps;
    for (const one of waiting) frame.waiting.add(one);
    for (const other of enabled) {
      if (other.execution.accesses.length === 0) continue;
      if (this.#steps.comesBetween(other.thread, thread, states, offset)) note(frame, other.execution);
    }
  }
}

function note(frame: Frame, execution: Execution): void {
  (execution.thread === frame.thread ? frame.own : frame.others).add(execution);
}

import type { Compiled } from '../packed/compiled.ts';
import { type Bits, codeAt } from '../packed/layout.ts';
import { forms } from '../program/forms.ts';
import type { Program } from '../program/program.ts';

/** Whether a step that was taken may have led back, to its own label or an earlier one: only then can a run be endless. */
export function turnsBack({ steps }: Program, fired: Uint8Array): boolean {
  return steps.some((step) => fired[step.number] !== 0 && leadsBack(step));
}

const leadsBack = ({ label, branch: { targets } }: Program['steps'][number]): boolean =>
  targets.some((target) => target.label <= label.index);

/**
 * Where somebody surely has a step onward, by the labels alone: to a later label of the thread, at which nobody has
 * been before on that run. From a state on, such steps come to an end, so what can be reached from every state in which
 * nobody has one can be reached from all.
 */
export class OnwardLabels {
  readonly #threads: readonly {
    readonly label: Bits;
    readonly onward: readonly boolean[];
    /** The shared CPU, and what its bits are when the thread runs there. */
    readonly cpu: Bits | undefined;
    readonly own: number;
  }[];

  constructor({ program, generated: { layout } }: Compiled, fired: Uint8Array) {
    const { cpus, threads, stepsAt } = program;
    this.#threads = threads.map(({ index, body }) => {
      const { label, cpu } = layout.threads[index]!;
      const onward = body.labels.map(({ form }, at) => {
        const taken = stepsAt[index]![at]!.filter(({ number }) => fired[number] !== 0);
        return forms[form].waits === 'never' && taken.length > 0 && !taken.some(leadsBack);
      });
      if (cpu === undefined) return { label, onward, cpu, own: 0 };
      return { label, onward, cpu: layout.cpus[cpu]!, own: cpus[cpu]!.threads.indexOf(index) + 1 };
    });
  }

  /** Whether some thread surely has a step onward in the state at the offset. */
  in(states: Int32Array, offset: number): boolean {
    for (const { label, onward, cpu, own } of this.#threads) {
      if (onward[codeAt(states, label, offset)] !== true) continue;
      if (cpu === undefined) return true;
      const running = codeAt(states, cpu, offset);
      if (running === 0 || running === own) return true;
    }
    return false;
  }
}

import type { Compiled } from '../packed/compiled.ts';
import { CpuWatch } from '../packed/cpuWatch.ts';
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
  readonly #threads: readonly { readonly label: Bits; readonly onward: readonly boolean[] }[];
  readonly #cpus: CpuWatch;

  constructor({ program, generated: { layout } }: Compiled, fired: Uint8Array) {
    const { threads, stepsAt } = program;
    this.#cpus = new CpuWatch(program, layout);
    this.#threads = threads.map(({ index, body }) => {
      const onward = body.labels.map(({ form }, at) => {
        const taken = stepsAt[index]![at]!.filter(({ number }) => fired[number] !== 0);
        return forms[form].waits === 'never' && taken.length > 0 && !taken.some(leadsBack);
      });
      return { label: layout.threads[index]!.label, onward };
    });
  }

  /** Whether some thread surely has a step onward in the state at the offset. */
  in(states: Int32Array, offset: number): boolean {
    for (const [thread, { label, onward }] of this.#threads.entries()) {
      if (onward[codeAt(states, label, offset)] !== true) continue;
      if (this.#cpus.has(thread, states, offset)) return true;
    }
    return false;
  }
}

import { encode } from '../program/domain.ts';
import type { Program } from '../program/program.ts';
import { labelField, layOutState } from './layout.ts';
import { frameOf } from './views.ts';

/** Tells of a packed state whether a run may end in it, without decoding it. */
export class SettledThreads {
  readonly #labels: readonly LabelBits[];

  constructor(program: Program) {
    const layout = layOutState(program);
    this.#labels = program.threads.map((thread) => {
      const [body, at] = frameOf(program, layout, thread);
      const placed = layout.frames[body]!.table.layout.fields.get(labelField)!;
      if (placed.kind !== 'leaf') throw new Error('the label of a frame is no leaf');
      return {
        word: at.words + placed.words,
        shift: at.bits + placed.bits,
        mask: 2 ** placed.width - 1,
        end: encode(placed.leaf, thread.body.labels.length)!,
        first: thread.optional ? encode(placed.leaf, 0)! : -1,
      };
    });
  }

  /** Whether all threads of the state at the offset have ended, but for optional ones that have not begun. */
  all(states: Int32Array, offset: number): boolean {
    for (const { word, shift, mask, end, first } of this.#labels) {
      const label = (states[offset + word]! >>> shift) & mask;
      if (label !== end && label !== first) return false;
    }
    return true;
  }
}

/** Where a thread's label lies, and its codes for having ended and, if it need not begin, for not having begun. */
interface LabelBits {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
  readonly end: number;
  readonly first: number;
}

import type { Program } from '../program/program.ts';
import { layOutState, type Offset, type Placed } from './layout.ts';
import { frameOf } from './views.ts';

/** Which bits of a packed state are each thread's own: its label and its locals. */
export class FrameMasks {
  readonly #masks: readonly (readonly [word: number, bits: number][])[];

  constructor(program: Program) {
    const layout = layOutState(program);
    this.#masks = program.threads.map((thread) => {
      const [body, at] = frameOf(program, layout, thread);
      const masks = new Map<number, number>();
      for (const placed of layout.frames[body]!.table.layout.fields.values()) addBits(masks, placed, at);
      return [...masks];
    });
  }

  /** The thread whose part differs between the states at two offsets; undefined where nobody's does. */
  changed(states: Int32Array, one: number, other: number): number | undefined {
    const thread = this.#masks.findIndex((masks) =>
      masks.some(([word, bits]) => ((states[one + word]! ^ states[other + word]!) & bits) !== 0),
    );
    return thread < 0 ? undefined : thread;
  }
}

function addBits(masks: Map<number, number>, placed: Placed, at: Offset): void {
  // A frame has a label and slots, which are leaves.
  if (placed.kind !== 'leaf') return;
  const word = at.words + placed.words;
  const bits = (2 ** placed.width - 1) << (at.bits + placed.bits);
  masks.set(word, (masks.get(word) ?? 0) | bits);
}

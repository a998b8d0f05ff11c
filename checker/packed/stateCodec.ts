import { decode, encode } from '../program/domain.ts';
import { fieldValue } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import type { PlainRecord, State, ThreadState } from '../program/state.ts';
import { bitsOf, codeAt, labelField, type StateLayout, slotField } from './layout.ts';
import { type Offset, type Placed, plus, type RecordLayout } from './recordLayout.ts';

/** Turns states of the reference engine into words and back. */
export class StateCodec {
  readonly #program: Program;
  readonly #layout: StateLayout;

  constructor(program: Program, layout: StateLayout) {
    this.#program = program;
    this.#layout = layout;
  }

  /** A state of the reference engine in words; throws an Error for a value outside its domain. */
  encode(state: State): Int32Array {
    const { fields, cpus } = this.#program;
    const layout = this.#layout;
    const words = new Int32Array(layout.words);
    fields.forEach((field, i) => {
      const code = encode(field.leaf, fieldValue(field, state));
      if (code === undefined) throw new Error(`${field.path}: what it has is outside its domain`);
      const { word, shift } = layout.fields[i]!;
      words[word]! |= code << shift;
    });
    layout.threads.forEach(({ label: { word, shift } }, i) => {
      words[word]! |= state.threads[i]!.label << shift;
    });
    layout.cpus.forEach(({ word, shift }, i) => {
      const thread = state.running?.[i] ?? null;
      words[word]! |= (thread === null ? 0 : cpus[i]!.threads.indexOf(thread) + 1) << shift;
    });
    return words;
  }

  /** The state that lies in words, as the reference engine has it. */
  decode(source: Int32Array, offset: number): State {
    const layout = this.#layout;
    const words = source.subarray(offset, offset + layout.words);
    const shared = decodeRecord(words, layout.shared, { words: 0, bits: 0 });
    const threads = layout.threads.map(({ body, at }, index): ThreadState => {
      const frame = decodeRecord(words, layout.frames[body]!, at);
      const { slots: own } = this.#program.threads[index]!.body;
      const slots = own.map((slot, i) => [slot.name, frame[slotField(i)]]);
      return { label: frame[labelField] as number, slots: Object.fromEntries(slots) };
    });
    const { cpus } = this.#program;
    if (cpus.length === 0) return { shared, threads };
    const running = cpus.map((cpu, i) => {
      const code = codeAt(words, layout.cpus[i]!);
      return code === 0 ? null : cpu.threads[code - 1]!;
    });
    return { shared, threads, running };
  }
}

function decodeRecord(words: Int32Array, { fields }: RecordLayout, at: Offset): PlainRecord {
  return Object.fromEntries([...fields].map(([field, placed]) => [field, decodeField(words, placed, at)]));
}

function decodeField(words: Int32Array, placed: Placed, at: Offset): unknown {
  if (placed.kind === 'leaf') return decode(placed.leaf, codeAt(words, bitsOf(placed, at)));
  if (placed.kind === 'record') return decodeRecord(words, placed.layout, plus(at, placed));
  return placed.rows.map((row) => decodeRecord(words, placed.layout, plus(at, row)));
}

import { ModelError } from '../../model/language/index.ts';
import { decode, encode } from '../program/domain.ts';
import type { Program } from '../program/program.ts';
import type { PlainRecord, State, ThreadState } from '../program/state.ts';
import {
  labelField,
  type Offset,
  type Placed,
  type PlacedLeaf,
  type RecordLayout,
  type StateLayout,
  slotField,
} from './layout.ts';
import { frameOf } from './views.ts';

/** Turns states of the reference engine into words and back. */
export class StateCodec {
  readonly #program: Program;
  readonly #layout: StateLayout;

  constructor(program: Program, layout: StateLayout) {
    this.#program = program;
    this.#layout = layout;
  }

  /** A state of the reference engine in words. */
  encode({ shared, threads, running = [] }: State): Int32Array {
    const words = new Int32Array(this.#layout.words);
    encodeRecord(words, this.#layout.shared, origin, shared);
    this.#program.threads.forEach((thread, i) => {
      const [body, at] = frameOf(this.#program, this.#layout, thread);
      encodeRecord(
        words,
        this.#layout.frames[body]!.table.layout,
        at,
        frameValues(thread.body.slots, threads[i]!),
      );
    });
    this.#program.cpus.forEach((cpu, i) => {
      const thread = running[i] ?? null;
      const code = thread === null ? 0 : cpu.threads.indexOf(thread) + 1;
      encodeField(words, this.#layout.cpus[i]!, origin, code, `CPU ${cpu.cpu}`);
    });
    return words;
  }

  /** The state that lies in words, as the reference engine has it. */
  decode(source: Int32Array, offset: number): State {
    const words = source.subarray(offset, offset + this.#layout.words);
    const shared = decodeRecord(words, this.#layout.shared, origin);
    const threads = this.#program.threads.map((thread): ThreadState => {
      const [body, at] = frameOf(this.#program, this.#layout, thread);
      const frame = decodeRecord(words, this.#layout.frames[body]!.table.layout, at);
      const slots = thread.body.slots.map((slot, i) => [slot.name, frame[slotField(i)]]);
      return { label: frame[labelField] as number, slots: Object.fromEntries(slots) };
    });
    const { cpus } = this.#program;
    if (cpus.length === 0) return { shared, threads };
    const running = cpus.map((cpu, i) => {
      const code = decodeField(words, this.#layout.cpus[i]!, origin) as number;
      return code === 0 ? null : cpu.threads[code - 1]!;
    });
    return { shared, threads, running };
  }

  /** Reads which label each thread stands before in the state that lies in `words`. */
  labelReader(words: Int32Array): (thread: number) => number {
    const places = this.#program.threads.map((thread) => {
      const [body, at] = frameOf(this.#program, this.#layout, thread);
      const placed = this.#layout.frames[body]!.table.layout.fields.get(labelField) as PlacedLeaf;
      return { ...shifted(at, placed), mask: 2 ** placed.width - 1 };
    });
    return (thread) => {
      const { words: word, bits, mask } = places[thread]!;
      return (words[word]! >>> bits) & mask;
    };
  }

  /** The bits of each word that say who holds which lock. */
  lockMasks(): number[] {
    const masks: number[] = Array.from({ length: this.#layout.words }, () => 0);
    const visit = ({ record, fields }: RecordLayout, at: Offset): void => {
      for (const [field, placed] of fields) {
        if (placed.kind === 'leaf') {
          if (record.lock?.owner !== field && record.lock?.readers !== field) continue;
          const { words, bits } = shifted(at, placed);
          masks[words]! |= (2 ** placed.width - 1) << bits;
        } else if (placed.kind === 'record') visit(placed.layout, shifted(at, placed));
        else for (const row of placed.rows) visit(placed.layout, shifted(at, row));
      }
    };
    visit(this.#layout.shared, origin);
    return masks;
  }
}

const origin: Offset = { words: 0, bits: 0 };

function frameValues(slots: readonly { name: string }[], { label, slots: values }: ThreadState): PlainRecord {
  return {
    [labelField]: label,
    ...Object.fromEntries(slots.map(({ name }, i) => [slotField(i), values[name]])),
  };
}

function shifted(by: Offset, at: Offset): Offset {
  return { words: by.words + at.words, bits: by.bits + at.bits };
}

function encodeRecord(words: Int32Array, { fields }: RecordLayout, at: Offset, value: PlainRecord): void {
  for (const [field, placed] of fields) encodeField(words, placed, at, value[field], field);
}

function encodeField(words: Int32Array, placed: Placed, at: Offset, value: unknown, field: string): void {
  if (placed.kind === 'leaf') {
    const code = encode(placed.leaf, value);
    if (code === undefined) throw new ModelError(`${field}: ${String(value)} is outside its domain`);
    const { words: word, bits } = shifted(at, placed);
    words[word]! |= code << bits;
  } else if (placed.kind === 'record') {
    encodeRecord(words, placed.layout, shifted(at, placed), value as PlainRecord);
  } else {
    placed.rows.forEach((row, i) => {
      encodeRecord(words, placed.layout, shifted(at, row), (value as PlainRecord[])[i]!);
    });
  }
}

function decodeRecord(words: Int32Array, { fields }: RecordLayout, at: Offset): PlainRecord {
  return Object.fromEntries([...fields].map(([field, placed]) => [field, decodeField(words, placed, at)]));
}

function decodeField(words: Int32Array, placed: Placed, at: Offset): unknown {
  if (placed.kind === 'leaf') {
    const { words: word, bits } = shifted(at, placed);
    return decode(placed.leaf, (words[word]! >>> bits) & (2 ** placed.width - 1));
  }
  if (placed.kind === 'record') return decodeRecord(words, placed.layout, shifted(at, placed));
  return placed.rows.map((row) => decodeRecord(words, placed.layout, shifted(at, row)));
}

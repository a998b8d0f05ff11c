import type { Program } from '../program/program.ts';
import type { SizedNode, SizedRecord } from '../program/sizedSchema.ts';
import { checkWidth } from '../program/width.ts';
import {
  type Offset,
  type PlacedLeaf,
  type PlacedTable,
  plus,
  type RecordLayout,
  RecordLayouts,
} from './recordLayout.ts';

/** Bits of one word: the value there is `word >>> shift & mask`. */
export interface Bits {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

/** Where the parts of one thread are. */
export interface ThreadPlace {
  /** The number of its body among the program's, and where its frame starts. */
  readonly body: number;
  readonly at: Offset;
  readonly label: Bits;
  /** All that is its own, the label and the slots: which bits of which words. */
  readonly own: readonly { readonly word: number; readonly mask: number }[];
  /** The number of the shared CPU that it runs on; undefined where it has one to itself. */
  readonly cpu: number | undefined;
}

/** Where everything is in a packed state: data without functions, which can be posted to a worker. */
export interface StateLayout {
  readonly words: number;
  readonly shared: RecordLayout;
  /** For each body the frame of a thread that runs it: the label that it stands before, and its slots. */
  readonly frames: readonly RecordLayout[];
  readonly threads: readonly ThreadPlace[];
  /** Where each field of the program is, by the field's number. */
  readonly fields: readonly Bits[];
  /** For each shared CPU which of its threads runs there, from 1; 0 is none of them. */
  readonly cpus: readonly Bits[];
}

/** The field of a frame that holds the index of the label, and the one of a slot. */
export const labelField = 'label';
export const slotField = (slot: number): string => `slot${slot}`;

/** Lays out the states of a program; throws ModelError where they would not fit. */
export function layOutState(program: Program): StateLayout {
  const { bodies, cpus, fields, schema } = program;
  const running = bodies.map((body) => program.threads.filter((t) => t.body === body));
  const root = layOutRoot(
    program,
    running.map(({ length }) => length),
  );
  const tables = bodies.map((_, i) => root.fields.get(`frames${i}`) as PlacedTable);
  const shared = sharedOf(root, schema);
  const threads = program.threads.map((thread): ThreadPlace => {
    const body = bodies.indexOf(thread.body);
    const { layout, rows } = tables[body]!;
    const at = rows[running[body]!.indexOf(thread)]!;
    const cpu = cpus.findIndex((shared) => shared.threads.includes(thread.index));
    const label = bitsOf(layout.fields.get(labelField) as PlacedLeaf, at);
    const all = [...layout.fields.values()].map((placed) => bitsOf(placed as PlacedLeaf, at));
    return { body, at, label, own: merged(root.used.length, all), cpu: cpu < 0 ? undefined : cpu };
  });
  const sharedBits = sharedBitsOf(shared);
  return {
    words: root.used.length,
    shared,
    frames: tables.map(({ layout }) => layout),
    threads,
    fields: fields.map(({ path, thread, keys }) => {
      if (thread === undefined) return sharedBits.get(path)!;
      const { body, at } = threads[thread]!;
      const slot = bodies[body]!.slots.findIndex(({ name }) => name === keys[0]);
      return bitsOf(tables[body]!.layout.fields.get(slotField(slot)) as PlacedLeaf, at);
    }),
    cpus: cpus.map((_, i) => bitsOf(root.fields.get(`cpu${i}`) as PlacedLeaf)),
  };
}

/** The bits of a leaf in a record that starts at a place. */
export function bitsOf({ words, bits, width }: PlacedLeaf, at: Offset = origin): Bits {
  return { word: at.words + words, shift: at.bits + bits, mask: 2 ** width - 1 };
}

const origin: Offset = { words: 0, bits: 0 };

/** One block with all that a state is, so that small things fill the gaps between large ones. */
function layOutRoot(program: Program, running: readonly number[]): RecordLayout {
  const { schema, bodies, cpus, lifetimes } = program;
  const fields = new Map<string, SizedNode>([['shared', schema]]);
  bodies.forEach(({ labels, slots }, i) => {
    const frame = new Map<string, SizedNode>([
      [labelField, { kind: 'leaf', domain: 'count', max: labels.length }],
      ...slots.map((slot, k): [string, SizedNode] => [slotField(k), slot.leaf]),
    ]);
    fields.set(`frames${i}`, { kind: 'table', rows: running[i]!, row: { kind: 'record', fields: frame } });
  });
  cpus.forEach(({ threads }, i) => {
    fields.set(`cpu${i}`, { kind: 'leaf', domain: 'count', max: threads.length });
  });
  const root = new RecordLayouts(lifetimes).block({ kind: 'record', fields }, schema);
  checkWidth(program.scenario.name, root.used.length * 32);
  return root;
}

/** The bits of every shared field, by its path. */
function sharedBitsOf(shared: RecordLayout): Map<string, Bits> {
  const found = new Map<string, Bits>();
  const visit = ({ fields }: RecordLayout, at: Offset, path: string): void => {
    const dot = path === '' ? '' : '.';
    for (const [name, placed] of fields) {
      const inner = `${path}${dot}${name}`;
      if (placed.kind === 'leaf') found.set(inner, bitsOf(placed, at));
      else if (placed.kind === 'record') visit(placed.layout, plus(at, placed), inner);
      else
        for (const [i, row] of placed.rows.entries()) visit(placed.layout, plus(at, row), `${inner}[${i}]`);
    }
  };
  visit(shared, origin, '');
  return found;
}

/** The bits of each of so many words that some places cover. */
export function wordMasks(words: number, places: Iterable<Bits>): number[] {
  const masks = new Array<number>(words).fill(0);
  for (const { word, shift, mask } of places) masks[word]! |= mask << shift;
  return masks;
}

/** The same bits with one mask a word, of those words that have any. */
function merged(words: number, all: readonly Bits[]): ThreadPlace['own'] {
  return wordMasks(words, all).flatMap((mask, word) => (mask === 0 ? [] : [{ word, mask }]));
}

/** The value that lies at some bits of a state, which starts at `offset`. */
export function codeAt(states: Int32Array, { word, shift, mask }: Bits, offset = 0): number {
  return (states[offset + word]! >>> shift) & mask;
}

/** The shared part has its leaves spread over the root's words, so its own layout starts at word 0. */
function sharedOf(root: RecordLayout, schema: SizedRecord): RecordLayout {
  const fields = new Map([...schema.fields.keys()].map((name) => [name, root.fields.get(`shared.${name}`)!]));
  return { unit: false, bits: root.bits, fields, used: root.used };
}

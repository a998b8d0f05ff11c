import { ModelError } from '../../model/language/index.ts';
import { valuesOf } from '../program/domain.ts';
import type { Program } from '../program/program.ts';
import type { SizedLeaf, SizedNode, SizedRecord, SizedTable } from '../program/sizedSchema.ts';

/** A place inside a record: whole words and bits from the record's own start. */
export interface Offset {
  readonly words: number;
  readonly bits: number;
}

export interface PlacedLeaf extends Offset {
  readonly kind: 'leaf';
  readonly leaf: SizedLeaf;
  readonly width: number;
}
export interface PlacedRecord extends Offset {
  readonly kind: 'record';
  readonly layout: RecordLayout;
}
export interface PlacedTable {
  readonly kind: 'table';
  readonly rows: readonly Offset[];
  readonly layout: RecordLayout;
}
export type Placed = PlacedLeaf | PlacedRecord | PlacedTable;

/**
 * How a record's fields lie in 32-bit words. A unit has at most 32 bits, lies in one word and may start at any bit;
 * a block has more and starts at a word. No leaf crosses a word.
 */
export interface RecordLayout {
  readonly record: SizedRecord;
  readonly unit: boolean;
  /** Bits of a unit; for a block, 32 times its words. */
  readonly bits: number;
  readonly fields: ReadonlyMap<string, Placed>;
  /** How much of each word of a block is taken. */
  readonly used: readonly number[];
}

/** The frames of the threads that run one body, as a table: the label they stand before, and their slots. */
export interface FrameLayout {
  readonly table: PlacedTable;
  /** The row of each thread of the program, in the order of the program's threads with this body. */
  readonly threads: readonly number[];
}

/** Where everything is in a packed state. */
export interface StateLayout {
  readonly words: number;
  readonly shared: RecordLayout;
  readonly frames: readonly FrameLayout[];
  /** For each shared CPU which of its threads runs there, from 1; 0 is none of them. */
  readonly cpus: readonly PlacedLeaf[];
}

/** The field of a frame that holds the index of the label, and the one of a slot. */
export const labelField = 'label';
export const slotField = (slot: number): string => `slot${slot}`;

/** The widest state that a search takes. */
export const maxWords = 64;

/** Lays out the states of a program; throws ModelError where they would not fit. */
export function layOutState(program: Program): StateLayout {
  const frames = program.bodies.map((body) => {
    const fields = new Map<string, SizedNode>([
      [labelField, { kind: 'leaf', domain: 'count', max: body.labels.length }],
      ...body.slots.map((slot, i): [string, SizedNode] => [slotField(i), slot.leaf]),
    ]);
    const threads = program.threads.filter((t) => t.body === body).map((t) => t.index);
    const row: SizedRecord = { kind: 'record', fields };
    return { threads, table: { kind: 'table', rows: threads.length, row } satisfies SizedTable };
  });
  const fields = new Map<string, SizedNode>([['shared', program.schema]]);
  frames.forEach(({ table }, i) => {
    fields.set(`frames${i}`, table);
  });
  program.cpus.forEach(({ threads }, i) => {
    fields.set(`cpu${i}`, { kind: 'leaf', domain: 'count', max: threads.length });
  });
  const layouts = new Layouts();
  const root = layouts.block({ kind: 'record', fields }, program.schema);
  if (root.used.length > maxWords) {
    throw new ModelError(
      `${program.scenario.name}: a state of it has ${root.used.length * 32} bits; allowed: up to ${maxWords * 32} (fewer rows, smaller bounds)`,
    );
  }
  return {
    words: root.used.length,
    shared: sharedOf(root, program.schema),
    frames: frames.map(({ threads }, i) => ({
      threads,
      table: root.fields.get(`frames${i}`) as PlacedTable,
    })),
    cpus: program.cpus.map((_, i) => root.fields.get(`cpu${i}`) as PlacedLeaf),
  };
}

/** The shared part has its leaves spread over the root's words, so its own layout starts at word 0. */
function sharedOf(root: RecordLayout, schema: SizedRecord): RecordLayout {
  const fields = new Map([...schema.fields.keys()].map((name) => [name, root.fields.get(`shared.${name}`)!]));
  return { record: schema, unit: false, bits: root.bits, fields, used: root.used };
}

interface Item {
  readonly bits: number;
  readonly put: (at: Offset) => void;
}

class Layouts {
  readonly #known = new Map<SizedRecord, RecordLayout>();

  of(record: SizedRecord): RecordLayout {
    const known = this.#known.get(record);
    if (known !== undefined) return known;
    const bits = bitsOf(record);
    const layout = bits <= 32 ? this.#unit(record, bits) : this.block(record);
    this.#known.set(record, layout);
    return layout;
  }

  #unit(record: SizedRecord, bits: number): RecordLayout {
    const fields = new Map<string, Placed>();
    let at = 0;
    for (const [name, node] of record.fields) {
      if (node.kind === 'leaf')
        fields.set(name, { kind: 'leaf', leaf: node, width: widthOf(node), words: 0, bits: at });
      else if (node.kind === 'record')
        fields.set(name, { kind: 'record', layout: this.of(node), words: 0, bits: at });
      else {
        const layout = this.of(node.row);
        const start = at;
        const rows = Array.from({ length: node.rows }, (_, i) => ({
          words: 0,
          bits: start + i * layout.bits,
        }));
        fields.set(name, { kind: 'table', layout, rows });
      }
      at += bitsOf(node);
    }
    return { record, unit: true, bits, fields, used: [bits] };
  }

  /** `dissolved` is a field whose own fields are placed as if they were the block's, named `field.name`. */
  block(record: SizedRecord, dissolved?: SizedRecord): RecordLayout {
    const fields = new Map<string, Placed>();
    const used: number[] = [];
    const items: Item[] = [];
    const place = (name: string, node: SizedNode): void => {
      if (node === dissolved && node.kind === 'record') {
        for (const [inner, child] of node.fields) place(`${name}.${inner}`, child);
      } else if (node.kind === 'leaf') {
        const width = widthOf(node);
        items.push({
          bits: width,
          put: (at) => fields.set(name, { kind: 'leaf', leaf: node, width, ...at }),
        });
      } else if (node.kind === 'record') {
        const layout = this.of(node);
        const put = (at: Offset) => fields.set(name, { kind: 'record', layout, ...at });
        if (layout.unit) items.push({ bits: layout.bits, put });
        else put(appendBlock(used, layout));
      } else {
        const layout = this.of(node.row);
        const rows: Offset[] = [];
        fields.set(name, { kind: 'table', layout, rows });
        for (let i = 0; i < node.rows; i++) {
          if (layout.unit) items.push({ bits: layout.bits, put: (at) => rows.push(at) });
          else rows.push(appendBlock(used, layout));
        }
      }
    };
    for (const [name, node] of record.fields) place(name, node);
    fill(used, items);
    return { record, unit: false, bits: used.length * 32, fields, used };
  }
}

function appendBlock(used: number[], layout: RecordLayout): Offset {
  const words = used.length;
  used.push(...layout.used);
  return { words, bits: 0 };
}

/** First fit, widest first; items of one width keep their order, so that the rows of a table do. */
function fill(used: number[], items: readonly Item[]): void {
  for (const { bits, put } of [...items].sort((a, b) => b.bits - a.bits)) {
    let words = used.findIndex((taken) => taken + bits <= 32);
    if (words < 0) words = used.push(0) - 1;
    put({ words, bits: used[words]! });
    used[words]! += bits;
  }
}

function widthOf(leaf: SizedLeaf): number {
  return Math.max(1, 32 - Math.clz32(valuesOf(leaf) - 1));
}

function bitsOf(node: SizedNode): number {
  if (node.kind === 'leaf') return widthOf(node);
  if (node.kind === 'table') return node.rows * bitsOf(node.row);
  let bits = 0;
  for (const child of node.fields.values()) bits += bitsOf(child);
  return bits;
}

import type { Lifetime } from '../../model/language/index.ts';
import type { SizedLeaf, SizedNode, SizedRecord } from '../program/sizedSchema.ts';
import { bitsIn, widthOf } from '../program/width.ts';

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
  readonly unit: boolean;
  /** Bits of a unit; for a block, 32 times its words. */
  readonly bits: number;
  readonly fields: ReadonlyMap<string, Placed>;
  /** How much of each word of a block is taken. */
  readonly used: readonly number[];
  /** For rows that come and go: the number of their table's lifetime, and the fields that may be touched at any time. */
  readonly touch?: { readonly lifetime: number; readonly untouched: readonly string[] };
}

/** A place that is given from another one. */
export function plus(by: Offset, at: Offset): Offset {
  return { words: by.words + at.words, bits: by.bits + at.bits };
}

interface Item {
  readonly bits: number;
  readonly put: (at: Offset) => void;
}

/** Lays out records: each kind once, so that equal rows have one layout. */
export class RecordLayouts {
  readonly #lifetimes: readonly Lifetime[];
  readonly #known = new Map<SizedRecord, RecordLayout>();

  constructor(lifetimes: readonly Lifetime[]) {
    this.#lifetimes = lifetimes;
  }

  of(record: SizedRecord): RecordLayout {
    const known = this.#known.get(record);
    if (known !== undefined) return known;
    const bits = bitsIn(record);
    const placed = bits <= 32 ? this.#unit(record, bits) : this.block(record);
    const layout = { ...placed, ...this.#touchOf(record) };
    this.#known.set(record, layout);
    return layout;
  }

  #touchOf({ lifetime }: SizedRecord): Pick<RecordLayout, 'touch'> {
    if (lifetime === undefined) return {};
    return { touch: { lifetime: this.#lifetimes.indexOf(lifetime), untouched: lifetime.untouched } };
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
      at += bitsIn(node);
    }
    return { unit: true, bits, fields, used: [bits] };
  }

  /** `dissolved` is a field whose own fields are placed as if they were the block's, named `field.name`. */
  block(record: SizedRecord, dissolved?: SizedRecord): RecordLayout {
    const fields = new Map<string, Placed>();
    const names: string[] = [];
    const used: number[] = [];
    const items: Item[] = [];
    const place = (name: string, node: SizedNode): void => {
      if (node === dissolved && node.kind === 'record') {
        for (const [inner, child] of node.fields) place(`${name}.${inner}`, child);
        return;
      }
      names.push(name);
      if (node.kind === 'leaf') {
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
    // In the order of the record, however they lie: it is the one in which a view has them.
    const inOrder = new Map(names.map((name) => [name, fields.get(name)!]));
    return { unit: false, bits: used.length * 32, fields: inOrder, used };
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

import type { Field } from '../program/fields.ts';

/** Bits of one word of a state: the code there is `word >>> shift & mask`. */
export interface Place {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

/** The widest field whose values have a child each in an array; wider ones have a map. */
const widest = 0xff;

/**
 * Decision trees over packed states, one a root, learned path by path: a path is the fields that somebody had to look
 * at, in order, with the codes that they had, and ends at a result, a number from 1. A walk along what is known costs a
 * few loads; where it comes to nothing known, the answer has to be found otherwise, and learned.
 *
 * A tree is true of the states that were met, and of no others: a proof needs all paths.
 */
export class LearnedTrees {
  readonly #places: readonly Place[];
  /** Nodes one after the other: word, shift, mask, and a child a code, or `~map` for the mask. */
  #nodes = new Int32Array(1 << 12);
  #end = 1;
  /** The first node of each tree: above 0 a node, below a result, 0 nothing yet. */
  readonly #roots: number[] = [];
  readonly #maps: Map<number, number>[] = [];

  /** `places` says where a field lies, by its number. */
  constructor(places: readonly Place[]) {
    this.#places = places;
  }

  /** How many words the trees take. */
  get size(): number {
    return this.#end;
  }

  /** The result for the state at the offset; 0 where it is not known. */
  walk(root: number, states: Int32Array, offset: number): number {
    const nodes = this.#nodes;
    let at = this.#roots[root] ?? 0;
    while (at > 0) {
      const mask = nodes[at + 2]!;
      const word = states[offset + nodes[at]!]! >>> nodes[at + 1]!;
      at = mask >= 0 ? nodes[at + 3 + (word & mask)]! : this.#inMap(at, word);
    }
    return -at;
  }

  /** Learns a path of a tree. */
  learn(root: number, fields: readonly Field[], codes: readonly number[], result: number): void {
    let put = (child: number) => {
      this.#roots[root] = child;
    };
    let at = this.#roots[root] ?? 0;
    fields.forEach(({ number }, i) => {
      if (at === 0) {
        at = this.#add(this.#places[number]!);
        put(at);
      }
      const node = at;
      const code = codes[i]!;
      const mask = this.#nodes[node + 2]!;
      if (mask >= 0) {
        put = (child) => {
          this.#nodes[node + 3 + code] = child;
        };
        at = this.#nodes[node + 3 + code]!;
      } else {
        const map = this.#maps[~mask]!;
        put = (child) => {
          map.set(code, child);
        };
        at = map.get(code) ?? 0;
      }
    });
    put(-result);
  }

  #inMap(node: number, word: number): number {
    return this.#maps[~this.#nodes[node + 2]!]!.get(word & this.#nodes[node + 3]!) ?? 0;
  }

  #add({ word, shift, mask }: Place): number {
    const isWide = mask > widest || mask < 0;
    const size = isWide ? 4 : 4 + mask;
    if (this.#end + size > this.#nodes.length) {
      const wider = new Int32Array((this.#end + size) * 2);
      wider.set(this.#nodes);
      this.#nodes = wider;
    }
    const node = this.#end;
    this.#end += size;
    this.#nodes.set([word, shift, isWide ? ~(this.#maps.push(new Map()) - 1) : mask], node);
    if (isWide) this.#nodes[node + 3] = mask;
    return node;
  }
}

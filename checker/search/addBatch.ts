import { type Code, compileCode, joined, js } from '../code/js.ts';
import type { StateHash } from './stateHash.ts';

/** What the generated code and the table around it share. */
export interface Slots {
  /** The slots one after the other, each the words of a state and its number. */
  table: Int32Array;
  /** How far right the 32 bits of a hash are shifted to be the number of a slot. */
  shift: number;
  /** States in the table. */
  size: number;
  /** Where the states of a batch are looked for first. */
  starts: Int32Array;
  /** What was read for nothing: kept, so that no compiler leaves the reading out. */
  touched: number;
}

/** Adds the first `count` states of a batch to slots with room for all of them, see VisitedSet. */
export type AddBatch = (
  slots: Slots,
  batch: Int32Array,
  count: number,
  added: (index: number) => void,
) => void;

/** Generates addBatch for states of so many words, the loops over them unrolled. */
export function addBatchOver(words: number, hash: StateHash): AddBatch {
  const stride = words + 1;
  const each = (make: (i: number) => Code, separator = js` `) =>
    joined(
      Array.from({ length: words }, (_, i) => make(i)),
      separator,
    );
  const source = js`return function addBatch(slots, batch, count, added) {
  const T = slots.table, H = slots.starts, shift = slots.shift, end = T.length;
  let sum = 0;
  for (let k = 0, o = 0; k < count; k++, o += ${words}) {
    const t = (hash(batch, o) >>> shift) * ${stride};
    H[k] = t;
    sum ^= T[t];
  }
  slots.touched = sum;
  for (let k = 0, o = 0; k < count; k++, o += ${words}) {
    ${each((i) => js`const w${i} = batch[o + ${i}];`)}
    let t = H[k];
    for (;;) {
      if (T[t + ${words}] === 0) {
        ${each((i) => js`T[t + ${i}] = w${i};`)} T[t + ${words}] = ++slots.size;
        added(k);
        break;
      }
      if (${each((i) => js`T[t + ${i}] === w${i}`, js` && `)}) break;
      t += ${stride};
      if (t === end) t = 0;
    }
  }
};`;
  return compileCode<(hash: StateHash) => AddBatch>(`visited set of ${words} words`, ['hash'], source)(hash);
}

import { compileCode, js } from '../code/js.ts';

/** 32 bits for the state that starts at an offset: all of them depend on all of the state's. */
export type StateHash = (states: Int32Array, offset: number) => number;

/** Odd multipliers with bits all over, one after the other for the words of a state. */
const hashFactors = [0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1, 0x9e3779b1, 0xcc9e2d51, 0x1b873593];

/** Generates the hash of states of so many words. */
export function stateHash(words: number): StateHash {
  const mixed = Array.from({ length: words }, (_, i) => {
    const factor = hashFactors[i % hashFactors.length]!;
    return js`h = Math.imul(h ^ states[o + ${i}], ${factor}); h ^= h >>> 15;`;
  });
  const source = js`let h = 0x9e3779b9 | 0;
${mixed}
h = Math.imul(h, 0x2c1b3c6d);
return h ^ h >>> 13;`;
  return compileCode<StateHash>(`hash of ${words} words`, ['states', 'o'], source);
}

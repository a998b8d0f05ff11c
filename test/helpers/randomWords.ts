import { bool, count, word } from '../../model/language/index.ts';
import {
  __clear_bit,
  __set_bit,
  atomic_add_unless,
  atomic_cmpxchg,
  atomic_dec,
  atomic_inc,
  clear_bit,
  cmpxchg,
  loadedWord,
  set_bit,
  test_and_clear_bit,
  test_and_set_bit,
  test_bit,
  try_cmpxchg,
  xchg,
} from '../../model/primitives/index.ts';
import { type Any, part } from './randomPart.ts';

const flags = word({ A: bool(), B: bool(), C: bool() });
const flagsOf = (s: Any) => s.flags;
const top = (s: Any) => s;
const keepSeen = (my: Any, old: unknown): void => {
  my.seen = old;
};
/** Bits of a word, by atomic operations and by plain stores, and a value that is exchanged. */
export const words = part({
  shape: { flags, val: count(3) },
  locals: { bits: loadedWord(flags), seen: count(3) },
  steps: {
    set_bit: set_bit(flagsOf, 'A'),
    clear_bit: clear_bit(flagsOf, 'B'),
    ...__set_bit('__set_bit', flagsOf, 'B', 'bits'),
    ...__clear_bit('__clear_bit', flagsOf, 'A', 'bits'),
    xchg: xchg(top, 'val', 2, keepSeen),
    atomic_inc: atomic_inc(top, 'val'),
    atomic_dec: atomic_dec(top, 'val'),
  },
  pairs: [
    ['__set_bit', '__set_bit: store'],
    ['__clear_bit', '__clear_bit: store'],
  ],
  tests: {
    test_bit: test_bit(flagsOf, 'C'),
    test_and_set_bit: test_and_set_bit(flagsOf, 'C'),
    test_and_clear_bit: test_and_clear_bit(flagsOf, 'C'),
    cmpxchg: cmpxchg(top, 'val', 0, 1, keepSeen),
    try_cmpxchg: try_cmpxchg(top, 'val', 'seen', (my: Any) => (my.seen + 1) % 4),
    atomic_add_unless: atomic_add_unless(top, 'val', 1, 2),
    atomic_cmpxchg: atomic_cmpxchg(top, 'val', 3, 0),
  },
});

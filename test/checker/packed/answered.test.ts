import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Answered } from '../../../checker/packed/answered.ts';
import type { Bits } from '../../../checker/packed/layout.ts';

const bits = fc.constantFrom<Bits>(
  { word: 0, shift: 0, mask: 3 },
  { word: 0, shift: 2, mask: 1 },
  { word: 1, shift: 0, mask: 7 },
  { word: 2, shift: 31, mask: 1 },
);
const state = fc
  .tuple(fc.nat(7), fc.nat(7), fc.constantFrom(0, -(2 ** 31)))
  .map((words) => Int32Array.from(words));
const at = (words: Int32Array, { word, shift, mask }: Bits) => (words[word]! >>> shift) & mask;

it('knows a state where one that was noted has the same in all bits that any of them was looked at in', () => {
  const notes = fc.array(fc.tuple(state, fc.array(bits)), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(notes, fc.array(state), (noted, asked) => {
      const answered = new Answered();
      for (const [words, looked] of noted) answered.note(words, looked);
      const all = noted.flatMap(([, looked]) => looked);
      for (const words of asked) {
        const isLike = noted.some(([one]) => all.every((place) => at(one, place) === at(words, place)));
        if (answered.has(words)) expect(isLike).toBe(true);
      }
      expect(answered.has(noted.at(-1)![0])).toBe(true);
    }),
  );
});

it('knows nothing while it rests', () => {
  const answered = new Answered();
  const words = Int32Array.of(1);
  answered.note(words, []);
  answered.rest(2);
  expect([answered.wants, answered.has(words), answered.has(words), answered.wants]).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

it('rests where too few states are known', () => {
  const answered = new Answered();
  for (let i = 0; i < 1024; i++) answered.note(Int32Array.of(i), [{ word: 0, shift: 0, mask: 2 ** 31 - 1 }]);
  expect(answered.wants).toBe(false);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberSet } from '../../../checker/search/numberSet.ts';

it('has what was added to it, and nothing else', () => {
  const numbers = fc.array(fc.nat(300));
  fc.assert(
    fc.property(numbers, numbers, (added, asked) => {
      const set = new NumberSet();
      for (const number of added) set.add(number);
      for (const number of [...added, ...asked]) expect(set.has(number)).toBe(added.includes(number));
    }),
  );
});

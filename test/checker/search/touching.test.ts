import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Touching } from '../../../checker/search/touching.ts';

const units = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 });
/** Of several units that are one access some may be stored and others only loaded. */
const access = fc.tuple(units, units, fc.boolean()).map(([touched, some, writes]) => {
  const stored = writes ? touched.filter((unit) => some.includes(unit)) : [];
  return { units: touched, stored, reads: true, writes: stored.length > 0, stores: new Map() };
});
const label = fc.constantFrom('f.one', 'f.two', 'g.one').map((id) => ({ id }));
const ghostsRead = fc.constant(new Set<never>());
const executions = fc.array(fc.record({ label, accesses: fc.array(access, { maxLength: 4 }), ghostsRead }), {
  maxLength: 6,
});

describe('executions by what they touch', () => {
  it('tell whom an access meets, as looking at every pair of accesses does', () => {
    let met = 0;
    const property = fc.property(executions, access, (all, one) => {
      const against = all.filter(({ accesses }) =>
        accesses.some(
          (other) =>
            one.stored.some((unit) => other.units.includes(unit)) ||
            one.units.some((unit) => other.stored.includes(unit)),
        ),
      );
      const given = [...new Set(all.map(({ label: { id } }) => id))];
      const names = new Set(against.map(({ label: { id } }) => id));
      const touching = new Touching(all);
      expect(touching.labelsAt(one)).toEqual(given.filter((id) => names.has(id)));
      expect(touching.meets(one)).toBe(names.size > 0);
      met += names.size > 1 ? 1 : 0;
    });
    fc.assert(property, { seed: 3, numRuns: 1000 });
    expect(met).toBeGreaterThan(100);
  });

  it('are met by nothing where there are none', () => {
    const touching = new Touching([]);
    const one = { units: ['a'], stored: ['a'], reads: true, writes: true, stores: new Map() };
    expect([touching.meets(one), touching.labelsAt(one)]).toEqual([false, []]);
  });
});

import { describe, expect, it } from 'vitest';
import { check } from '../../checker/check.ts';
import { catalogueNames, fromCatalogue } from '../../cli/catalogue.ts';

const scenarios = await Promise.all(catalogueNames().map(async (name) => (await fromCatalogue(name))!));
const witnessing = scenarios.filter(({ properties }) => properties.some(({ kind }) => kind === 'sometimes'));

describe('a witness', () => {
  it('is asked for by several scenarios', () => {
    expect(witnessing.length).toBeGreaterThan(3);
  });

  // A limit of one state ends a search when it has looked at the states that it starts from.
  it.each(witnessing)('of $name is not seen before anything has happened', async (scenario) => {
    for (const design of Object.keys(scenario.designs)) {
      const { witnesses } = await check(scenario, design, {}, { limits: { maxStates: 1 } });
      expect(witnesses.length).toBeGreaterThan(0);
      const seen = witnesses.filter((one) => one.seen).map(({ name }) => `${design}: ${name}`);
      expect(seen).toEqual([]);
    }
  });
});

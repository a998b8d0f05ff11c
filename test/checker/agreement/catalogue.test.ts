import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import { catalogueNames, fromCatalogue } from '../../../cli/catalogue.ts';
import { Choices, choiceBytes } from '../../helpers/choices.ts';
import { walkBoth } from '../../helpers/walkBoth.ts';

/** Every design that is shipped. */
const designs = await Promise.all(
  catalogueNames().map(async (name) => {
    const scenario = (await fromCatalogue(name))!;
    return Object.keys(scenario.designs).map((design) => ({ name, design, scenario }));
  }),
);

describe('the packed engine and the reference engine', () => {
  it.each(designs.flat())('go the same ways through $name@$design', ({ scenario, design }) => {
    const program = buildProgram(scenario, design);
    let steps = 0;
    const property = fc.property(choiceBytes(250), (bytes) => {
      steps += walkBoth(program, new Choices(bytes), 150);
    });
    fc.assert(property, { seed: 3, numRuns: inject('long') ? 20 : 3 });
    // A small machine is walked through to its end in few steps.
    expect(steps).toBeGreaterThan(15);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { Choices, choiceBytes } from '../../helpers/choices.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { expectSameStuck } from '../../helpers/stuckAgreement.ts';
import { walkBoth } from '../../helpers/walkBoth.ts';

/** Another seed each time: fast-check prints the one that fails. */
describe('the packed engine, the reference engine and the oracle, for long', () => {
  it('find the same in random machines', async () => {
    let compared = 0;
    const property = fc.asyncProperty(randomMachine, async ({ scenario }) => {
      await expectAgreement(scenario, 'base', { maxStates: 5000 });
      const all = await expectAgreement(scenario, 'base', { maxStates: 20_000, sought: 'none' });
      if (all !== undefined) compared++;
    });
    await fc.assert(property, { numRuns: 10_000 });
    expect(compared).toBeGreaterThan(9500);
  });

  it('go the same ways through random machines', () => {
    const property = fc.property(randomMachine, choiceBytes(255), ({ scenario }, bytes) => {
      walkBoth(buildProgram(scenario, 'base'), new Choices(bytes), 250);
    });
    fc.assert(property, { numRuns: 10_000 });
  });

  it('find the same threads stuck', async () => {
    let compared = 0;
    const property = fc.asyncProperty(randomMachine, async (made) => {
      if ((await expectSameStuck(made, 1000)) !== undefined) compared++;
    });
    await fc.assert(property, { numRuns: 5000 });
    expect(compared).toBeGreaterThan(4500);
  });
});

import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { kernelMachine } from '../../helpers/randomMachine.ts';
import { type Compared, compareMachine } from '../../helpers/seedAgreement.ts';
import { sumOf } from '../../helpers/seedRun.ts';

const seed = 20_261_202;
const timeout = inject('long') ? 3_600_000 : 300_000;
const uses = ({ text }: { text: string }) => /my\.deep\S* = /.test(text);

describe('machines with arrays, records and tables for locals', () => {
  it('are the same to both engines and to the oracle', { timeout }, async () => {
    const numRuns = inject('long') ? 300 : 40;
    const all: Compared[] = [];
    for (const [i, machine] of fc.sample(kernelMachine.filter(uses), { seed, numRuns }).entries())
      all.push(await compareMachine(machine, { maxStates: 100, all: i % 10 === 0 }));
    const { compared = 0 } = sumOf(all);
    expect(compared).toBeGreaterThan(numRuns / 2);
  });

  it('have each kind of them read and stored, by a number and by a local', { timeout }, () => {
    const text = fc
      .sample(kernelMachine, { seed, numRuns: 2000 })
      .map((machine) => machine.text)
      .join('\n');
    for (const kind of [
      /my\.deep\[\d\] = /, // an element of an array
      /my\.deep\.\w = /, // a field of a record
      /my\.deep\[\d\]\.\w = /, // a field of a row
      /my\.deep\.\w\[\d\]/, // an array in a record
      /my\.deep\[my\.\w+ % \d\]/, // by a local that counts
      /my\.deep\[my\.\w+\]/, // the same without looking whether there is such a row
      /call \w+ \{[^}]*"deep":"n\d"/, // given to a call
      /threads\[\d\]\.my\.deep\./, // asked for by a property
    ])
      expect(text).toMatch(kind);
  });
});

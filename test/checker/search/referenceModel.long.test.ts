import { describe, expect, it } from 'vitest';
import reference from '../../../bench/anon-vma-ref.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { explore } from '../../helpers/searches.ts';

/** The counts that SPIN, Rumur and TLC reach on the same model. */
const counts = [
  { sizes: { processes: 4, migrators: 2, pages: 2 }, states: 3_670_698, transitions: 19_620_784 },
  { sizes: { processes: 3, migrators: 2, pages: 3 }, states: 20_226_152, transitions: 110_040_612 },
];

describe('the reference model', () => {
  it.each(counts)(
    'has $states states with $sizes.processes processes, $sizes.migrators migrators, $sizes.pages pages',
    async (expected) => {
      const result = await explore(buildProgram(reference, 'reference', expected.sizes));
      const { states, transitions, findings, fired, stopped } = result;
      expect({ states, transitions, stopped }).toEqual({
        states: expected.states,
        transitions: expected.transitions,
        stopped: undefined,
      });
      expect(findings).toEqual([]);
      expect(fired).not.toContain(0);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { noHostage } from '../../../properties/allocator/hostage.ts';
import antifrag from '../../../scenarios/allocator/antifrag.ts';
import { checked } from '../../helpers/checked.ts';
import { expectVerdicts } from '../verdicts.ts';

/** The numbers are those of a search by the reference engine, too. */
const hostage = { by: noHostage.name, at: 'free_hot_cold_page.free_pages_check' };
expectVerdicts(antifrag, [
  { design: '2.6.14', ...hostage, steps: 150, states: 54_809 },
  { design: 'easyrclm-shared-pcp', ...hostage, steps: 91, states: 11_171 },
  { design: 'easyrclm', states: 50_176, transitions: 96_990, witnesses: 1 },
  { design: 'easyrclm:full', ...hostage, steps: 183, states: 36_570 },
  { design: '2.6.24', states: 118_892, transitions: 228_578, witnesses: 1 },
  { design: '2.6.24:full', ...hostage, steps: 178, states: 33_902 },
  { design: 'zone-based', states: 67_310, transitions: 130_502, witnesses: 1 },
  { design: 'zone-based:full', states: 25_630, transitions: 49_505, witnesses: 1 },
]);

/**
 * With interrupts off the base asks twice for the count, takes the page and counts: 4 steps, and 2 for the interrupts. The
 * light patch asks the flags for the type, and the type for its list. 2.6.24 asks the flags too, once fewer for the count,
 * and each page for its type, which is two steps: it finds its page behind one of the other type. Zones ask nothing.
 */
describe('an allocation that finds a page on the list of its CPU', () => {
  it.each([
    ['2.6.14', 6],
    ['easyrclm-shared-pcp', 6 + 1],
    ['easyrclm', 6 + 2],
    ['2.6.24', 6 - 1 + 1 + 2 * 2],
    ['zone-based', 6 - 1],
  ])('%s: %i steps', async (design, steps) => {
    const { maxima } = await checked(antifrag, design);
    expect(maxima[0]!.value).toBe(steps);
  });
});

describe('an allocation that finds no page', () => {
  it('leaves none, or those of the zone that it may not come to', async () => {
    const free = async (design: string) => (await checked(antifrag, design)).maxima[1]!.value;
    expect(await free('easyrclm:full')).toBe(0);
    expect(await free('2.6.24:full')).toBe(0);
    expect(await free('zone-based:full')).toBe(8 / 2);
  });
});

describe('one per-CPU list for both types', () => {
  it("gives a page of the easily reclaimed pages' block to the kernel", async () => {
    const { trace } = await checked(antifrag, 'easyrclm-shared-pcp');
    const kernel = trace!.steps.flatMap(({ changes, line }) =>
      changes
        .filter(({ field, to }) => field.pattern === 'page[].kernel' && to === true)
        .map(({ field }) => [line, field.row!.row]),
    );
    expect(kernel).toEqual([
      ['use_page', 5],
      ['use_page', 0],
    ]);
    expect(trace!.steps.map(({ line }) => line)).not.toContain('change_pageblock_type');
  });
});

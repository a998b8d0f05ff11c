import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  count,
  design,
  holds,
  machine,
  type StateOf,
  scenario,
  thread,
} from '../../../model/language/index.ts';

const mm = machine({ x: count(3), wide: count(5000) });
type Mm = StateOf<(typeof mm.root)['fields']>;

/** How often a step of one thread is run while another one takes a thousand, and how many transitions there are. */
async function runsOf(recipe: (s: Mm) => void) {
  let runs = 0;
  const counted = (s: Mm) => {
    runs++;
    recipe(s);
  };
  const steps = Array.from({ length: 1000 }, (_, i) => [`s${i}`, (s: Mm) => void s.wide++] as const);
  const long = mm.fn('long', 'mm/example.c', {}, {}, Object.fromEntries(steps) as never);
  const short = mm.fn('short', 'mm/example.c', {}, {}, { counted } as never);
  const { transitions, verdict } = await check(
    scenario('test/learned', {
      summary: '',
      machine: mm,
      threads: { long: thread(long, {}), short: thread(short, {}) },
      initial: { start: () => {} },
      designs: { d: design([], holds) },
    }),
    'd',
    {},
    { asksAccesses: false },
  );
  expect({ transitions, verdict }).toEqual({ transitions: 3001, verdict: 'holds' });
  return runs;
}

describe('a step that is taken in a thousand states', () => {
  it('is run for what it looks at, and where the search is audited', async () => {
    const alike = await runsOf((s) => {
      s.x = 1;
    });
    // Here each state looks different to it.
    const different = await runsOf((s) => {
      s.x = s.wide > 2000 ? 1 : 0;
    });
    expect(alike).toBeLessThan(600);
    expect(different).toBeGreaterThan(3 * 500);
  });
});

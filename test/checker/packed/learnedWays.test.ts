import { describe, expect, it } from 'vitest';
import { count, machine, type StateOf, thread } from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

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
  const program = programOf(mm, { long: thread(long, {}), short: thread(short, {}) });
  expect((await explore(program)).transitions).toBe(3001);
  return runs;
}

describe('a step that is taken in a thousand and one states', () => {
  it('is run for what it looks at: once, and twice more to learn it', async () => {
    const alike = (s: Mm) => {
      s.x = 1;
    };
    expect(await runsOf(alike)).toBe(3);
  });

  it('is run each time from then on that each state has looked different to it', async () => {
    const different = (s: Mm) => {
      s.x = s.wide > 2000 ? 1 : 0;
    };
    const learned = 512;
    expect(await runsOf(different)).toBe(1001 + 2 * learned);
  });
});

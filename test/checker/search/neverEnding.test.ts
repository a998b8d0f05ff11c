import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  always,
  any,
  atTheEnd,
  count,
  either,
  everyStep,
  machine,
  on,
  otherwise,
  type Property,
  sometimes,
  table,
  unless,
  wait,
  when,
} from '../../../model/language/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const limits = { step: 0.15 };
const mm = machine({ c: count(9), page: table(3, { c: count(9) }) });
type Mm = typeof mm.state;

/** Loops until the state is what it never becomes, and catches whatever it can. */
function forever(s: Mm): never {
  for (;;) {
    try {
      if (s.c > 100) throw new Error('never');
    } catch {}
  }
}

const up = (s: Mm) => {
  s.c++;
};
const here = (s: Mm) => (s.c === 2 ? forever(s) : true);

describe('what does not end', () => {
  it.each<[string, object]>([
    ['an effect', { up, up2: up, stuck: forever }],
    ['a guard', { up, up2: up, stuck: wait(here) }],
    ['a test', { up, up2: up, stuck: when(here, 'return') }],
    ['the test of unless', { up, up2: up, stuck: unless(here, 'return') }],
    [
      'one branch of several',
      {
        up,
        up2: up,
        stuck: either(
          on(() => false),
          on(here),
          otherwise(),
        ),
      },
    ],
    [
      'the choice of a row',
      {
        up,
        up2: up,
        stuck: either(
          any(
            'page',
            (s: Mm, _my: unknown, row) => row !== 1 || here(s),
            () => {},
          ),
        ),
      },
    ],
  ])('is named with its thread and label: %s', async (_, listing) => {
    const program = programOf(mm, threadsOf(mm, {}, { nothing: () => {} }, listing));
    await expect(explore(program, { limits })).rejects.toThrow(
      /^test\/small@only: cpu1 at stuck: it has not ended after 0\.15 s; allowed: recipes, guards and properties that end$/,
    );
  });

  it.each<[string, Property<Mm>]>([
    ['always', always('looks for ever', here)],
    ['sometimes', sometimes('looks for ever', (s) => s.c === 2 && here(s))],
    ['everyStep', everyStep('looks for ever', (_, s) => here(s))],
    ['atTheEnd', atTheEnd('looks for ever', here)],
  ])('is named where it is a property: %s', async (_, property) => {
    const program = programOf(mm, threadsOf(mm, {}, { up, up2: up }), { properties: [property] });
    await expect(explore(program, { limits })).rejects.toThrow(
      /^test\/small@only: property "looks for ever": it has not ended/,
    );
  });

  it('is named where it is a state to start from', async () => {
    const program = programOf(mm, threadsOf(mm, {}, { up }), { initial: forever });
    await expect(explore(program, { limits })).rejects.toThrow(
      /^test\/small@only: the initial state 'start': it has not ended/,
    );
  });

  // A second and more is when what was cut short is tried once more.
  it.each([0.3, 1.1, 2])('ends when the time is up, with what was seen by then: %d s', async (timeout) => {
    const { scenario } = programOf(mm, threadsOf(mm, {}, { up, up2: up, stuck: forever }));
    const begun = performance.now();
    const result = await check(scenario, 'only', {}, { limits: { timeout } });
    expect(performance.now() - begun).toBeLessThan(timeout * 1000 + 2500);
    expect(result).toMatchObject({ verdict: 'incomplete', stopped: 'timeout', states: 3, transitions: 2 });
    expect(result.incomplete).toEqual([
      'the time was up; raise --timeout or lower a size with --set',
      'it was stopped in cpu0 at stuck, which had not ended and may never do so',
    ]);
  });
});

describe('a machine that sleeps', () => {
  it('costs a search nothing but time', async () => {
    let sleeps = 2;
    const nap = (s: Mm) => {
      const until = performance.now() + 400;
      if (s.c === 2 && sleeps-- > 0) while (performance.now() < until);
      return true;
    };
    const listing = { up, up2: up, up3: up };
    const threads = threadsOf(mm, {}, listing, listing);
    const awake = await explore(programOf(mm, threads));
    // The first nap cuts the search short, the second one is taken when it begins again.
    const {
      seconds: _,
      bytes: __,
      ...slept
    } = await explore(programOf(mm, threads, { properties: [always('it is awake', nap)] }));
    expect(slept).toMatchObject({ states: awake.states, transitions: awake.transitions, findings: [] });
    expect(slept.stopped).toBeUndefined();
    expect(sleeps).toBeLessThanOrEqual(0);
  });
});

import { describe, expect, it } from 'vitest';
import {
  always,
  atTheEnd,
  count,
  everyStep,
  machine,
  never,
  type Property,
  sometimes,
  thread,
  violate,
} from '../../../model/language/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({ n: count(3) }, ['BUG_ON']);
type Mm = typeof mm.state;
const up = mm.fn(
  'up',
  'mm/example.c',
  { by: count(2) },
  {},
  {
    first: (s) => {
      s.n++;
    },
    second: (s, my) => {
      s.n += my.by;
    },
    third: (s) => {
      if (s.n === 3) violate('BUG_ON', 'n is 3');
    },
  },
);
/** The count of one thread: 0, then 1, then 1 + by, and it stays so. */
const counting = (by: number, ...properties: Property<Mm>[]) =>
  programOf(mm, { cpu0: thread(up, { by }) }, { properties });

describe('always', () => {
  it('is broken by the first state that it is false in', async () => {
    const program = counting(
      1,
      always<Mm>('n is at most 1', ({ n }) => n <= 1),
    );
    const message = '"n is at most 1" is false in this state';
    expect(await nearest(program)).toEqual({ check: 'always', message, steps: 2 });
    expect(
      await nearest(
        counting(
          0,
          always<Mm>('n is at most 1', ({ n }) => n <= 1),
        ),
      ),
    ).toBeUndefined();
  });

  it('sees the threads: where they stand, with what, and whether they have ended', async () => {
    const seen = new Set<string>();
    const watch = always<Mm>('seen', (_s, [cpu0]) => {
      seen.add([cpu0!.name, cpu0!.fn, cpu0!.at(['second', 'third']), cpu0!.ended, cpu0!.my.by].join(' '));
      return true;
    });
    await explore(counting(1, watch));
    expect([...seen]).toEqual(['cpu0 up false false 1', 'cpu0 up true false 1', 'cpu0 up false true 1']);
  });
});

describe('everyStep', () => {
  const slow = everyStep<Mm>('n grows by one at most', (before, after) => after.n - before.n <= 1);

  it('is broken by the step between two states', async () => {
    const message = '"n grows by one at most" is false of this step';
    expect(await nearest(counting(2, slow))).toEqual({
      check: 'everyStep',
      message,
      steps: 2,
      at: 'cpu0 second',
    });
    expect(await nearest(counting(1, slow))).toBeUndefined();
  });
});

describe('atTheEnd', () => {
  const two = atTheEnd<Mm>('n is 2', ({ n }) => n === 2);

  it('is asked of states in which all threads have ended only', async () => {
    expect(await nearest(counting(1, two))).toBeUndefined();
    expect(await nearest(counting(0, two))).toEqual({
      check: 'atTheEnd',
      message: '"n is 2" is false when all threads have ended',
      steps: 3,
    });
  });
});

describe('sometimes', () => {
  it('is witnessed or not, and never violated', async () => {
    const properties = [
      sometimes<Mm>('n is 2', ({ n }) => n === 2),
      sometimes<Mm>('n is 3', ({ n }) => n === 3),
    ];
    const { witnesses, findings } = await explore(counting(1, ...properties));
    expect(witnesses).toEqual(['n is 2']);
    expect(findings).toEqual([]);
  });
});

describe('never', () => {
  it('gives its name to the violations of a check', async () => {
    const { findings } = await explore(counting(2, never('n does not come to 3', 'BUG_ON')));
    const failure = { check: 'BUG_ON', property: 'n does not come to 3', message: 'n is 3' };
    expect(findings).toMatchObject([{ failure }]);
  });

  it('leaves other checks their own names', async () => {
    const { findings } = await explore(counting(2, never('no deadlock', 'deadlock')));
    expect(findings).toMatchObject([{ failure: { check: 'BUG_ON' } }]);
    expect(findings[0]?.failure.property).toBeUndefined();
  });
});

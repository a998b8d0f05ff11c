import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  atTheEnd,
  design,
  goto,
  holds,
  machine,
  type Property,
  pointer,
  scenario,
  type ThreadOptions,
  table,
  thread,
  when,
} from '../../../model/language/index.ts';
import { kernelChecks, slab } from '../../../model/primitives/index.ts';
import { stuckScenario, timer } from '../../machines/stuck.ts';

const mm = machine({ obj: slab(1, {}), list: table(1, { obj: pointer('obj') }) }, kernelChecks);
const loop = mm.fn('loop', 'test', {}, {}, { once: () => {}, again: goto('once') });
const mayEnd = mm.fn('mayEnd', 'test', {}, {}, { once: when(() => false, 'once'), last: () => {} });

const judged = async (fn: typeof loop, properties: readonly Property<never>[], options: ThreadOptions) => {
  const parts = { summary: '', machine: mm, threads: { f: thread(fn as never, {}, options) } };
  const made = scenario('test/ends', { ...parts, properties, designs: { base: design([], holds) } } as never);
  const { verdict, incomplete } = await check(made, 'base');
  return { verdict, incomplete };
};
const pigsFly = atTheEnd('pigs fly', () => false);
const pigsWalk = atTheEnd('pigs walk', () => false);

describe('where no run ends', () => {
  it('what is asked at the end was never asked, nor whether anything leaks', async () => {
    expect(await judged(loop, [pigsFly, pigsWalk], { forever: true })).toEqual({
      verdict: 'incomplete',
      incomplete: [
        'no run ends: "pigs fly" was never asked',
        'no run ends: "pigs walk" was never asked',
        'no run ends: kmemleak was never asked',
      ],
    });
    expect((await judged(loop, [], { forever: true })).incomplete).toEqual([
      'no run ends: kmemleak was never asked',
    ]);
  });

  it('a thread whose listing alone says so is not stuck, and one that could end is', async () => {
    expect((await judged(loop, [pigsFly], {})).incomplete).toContain(
      'no run ends: "pigs fly" was never asked',
    );
  });

  it('and nothing is asked there, a design may hold', async () => {
    const made = stuckScenario({ timer: timer() }, { properties: [] });
    expect(await check(made, 'base')).toMatchObject({ verdict: 'holds', incomplete: [] });
  });
});

describe('where some run ends', () => {
  it('it is asked there, though others do not', async () => {
    const options = { forever: true };
    expect(await judged(mayEnd as never, [pigsFly], options)).toMatchObject({ verdict: 'violated' });
    expect(await judged(loop, [pigsFly], { optional: true })).toMatchObject({ verdict: 'violated' });
    expect(await judged(loop, [], { optional: true })).toMatchObject({ verdict: 'holds' });
  });
});

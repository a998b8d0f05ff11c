import { describe, expect, it } from 'vitest';
import { ablate } from '../../../../checker/questions/ablation/ablate.ts';
import { titleOf } from '../../../../checker/questions/ablation/parts.ts';
import { needOf } from '../../../../checker/report/ablation.ts';
import { design, holds, type Scenario } from '../../../../model/language/index.ts';
import { neverFreedWhileMigrating } from '../../../../properties/anonVma.ts';
import lifetime from '../../../../scenarios/migration/anon-vma-lifetime.ts';
import { lostUpdate, nothingLost, take_another, take_lock } from '../../../machines/lostUpdateSeries.ts';

const counter: Scenario = {
  ...lostUpdate,
  designs: { single: design([take_lock], holds), double: design([take_lock, take_another], holds) },
};

async function needs(scenario: Scenario, name: string, only?: string, maxStates = 1_000_000) {
  const { ablated } = await ablate(scenario, name, {
    sizes: {},
    ...(only === undefined ? {} : { only }),
    elsewhere: [],
    search: () => ({ limits: { maxStates } }),
  });
  return new Map(ablated.map((one) => [titleOf(one.what), { need: needOf(one), ...one }]));
}

describe('ablation', () => {
  it('leaves a lock out together with its unlock, and says what fails then', async () => {
    const found = await needs(counter, 'single');
    const lock = found.get('add_one.spin_lock + spin_unlock')!;
    expect(lock).toMatchObject({ need: 'needed', judgement: { property: nothingLost.name } });
    // Both read, then both write: with nothing else in the way these are all the steps there are.
    expect(lock.judgement.status === 'fails' && lock.judgement.trace?.steps).toHaveLength(4);
    expect(found.get(`"${take_lock.subject}"`)).toMatchObject({ need: 'needed' });
    expect([...found.keys()].filter((title) => title.startsWith('add_one.spin_unlock'))).toEqual([]);
  });

  it('says of what fails without a race that it does, and of half a pair', async () => {
    const found = await needs(counter, 'single');
    expect(found.get('add_one.write')).toMatchObject({ need: 'needed without a race' });
    const half = found.get(`"${take_lock.subject}", add_one: after write`)!;
    expect(half).toMatchObject({ need: 'needed without a race', judgement: { check: 'held-at-exit' } });
  });

  it('finds that of two locks around the same section each does without the other', async () => {
    const found = await needs(counter, 'double');
    expect(found.get('add_one.spin_lock + spin_unlock')).toMatchObject({ need: 'not needed' });
    expect(found.get('add_one.idle_lock + idle_unlock')).toMatchObject({ need: 'not needed' });
    expect(found.get(`"${take_another.subject}"`)).toMatchObject({ need: 'not needed' });
    // The second patch anchors on what the first brings.
    expect(found.get(`"${take_lock.subject}"`)).toMatchObject({ need: 'cannot be left out' });
  });

  it('tries what is not needed within other bounds', async () => {
    const bounds = { name: 'three', scenario: counter, design: 'single', sizes: {} };
    const { ablated, useless } = await ablate(counter, 'double', {
      sizes: {},
      elsewhere: [bounds, { ...bounds, name: 'racy', scenario: lostUpdate, design: 'racy' }],
      search: () => ({}),
    });
    const lock = ablated.find((one) => titleOf(one.what) === 'add_one.spin_lock + spin_unlock')!;
    expect(needOf(lock)).toBe('needed within other bounds');
    expect(lock.elsewhere).toMatchObject([{ bounds: 'three', judgement: { status: 'fails' } }]);
    expect(useless).toEqual(['racy: it is violated by no update is lost with nothing left out']);
    // It cannot be asked of a design that has neither the patch nor its lines.
    const titles = ['add_one.idle_lock + idle_unlock', `"${take_another.subject}"`];
    for (const one of ablated.filter(({ what }) => titles.includes(titleOf(what))))
      expect(one).toMatchObject({ judgement: { status: 'holds' }, elsewhere: [] });
  });

  it('is incomplete, and never not needed, where a limit was reached', async () => {
    const { ablated } = await ablate(counter, 'double', {
      sizes: {},
      elsewhere: [],
      search: (title) => (title.includes('without add_one.idle_lock') ? { limits: { maxStates: 1 } } : {}),
    });
    const lock = ablated.find((one) => titleOf(one.what) === 'add_one.idle_lock + idle_unlock')!;
    expect(needOf(lock)).toBe('incomplete');
    expect(lock.judgement).toMatchObject({ why: expect.stringContaining('the limit of states was reached') });
  });

  it('refuses a design that does not hold, or whose own space is too large', async () => {
    await expect(needs(lostUpdate, 'racy')).rejects.toThrow(
      'it is violated by no update is lost with nothing left out',
    );
    await expect(needs(counter, 'single', undefined, 1)).rejects.toThrow(
      'it is incomplete with nothing left out',
    );
    await expect(needs(counter, 'single', 'add_two')).rejects.toThrow("did you mean 'add_one'?");
  });

  it('names the race behind each lock, section and recheck of page_lock_anon_vma() in 2.6.38', async () => {
    const found = await needs(lifetime, '2.6.38', 'page_lock_anon_vma');
    const named = (start: string) => [...found].find(([title]) => title.startsWith(start))![1];
    // SLAB_DESTROY_BY_RCU keeps the slab page, and a lock in it, only as long as a section is open.
    expect(named('page_lock_anon_vma.rcu_read_lock')).toMatchObject({
      need: 'needed',
      judgement: { check: 'held-lock-freed' },
    });
    // 1ce82b69e96: the reference is safe because it is taken under a lock that page_mapped() was looked at with.
    for (const title of ['page_lock_anon_vma.spin_lock +', 'page_lock_anon_vma.page_mapped_still, as if'])
      expect(named(title)).toMatchObject({
        need: 'needed',
        judgement: { property: neverFreedWhileMigrating.name, serial: false },
      });
  });
});

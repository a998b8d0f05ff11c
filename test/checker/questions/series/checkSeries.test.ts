import { describe, expect, it } from 'vitest';
import { nameOfFailure } from '../../../../checker/program/failure.ts';
import { checkSeries } from '../../../../checker/questions/series/checkSeries.ts';
import { freedOnce, neverFreedWhileMigrating } from '../../../../properties/anonVma.ts';
import lifetime from '../../../../scenarios/migration/anon-vma-lifetime.ts';
import { lostUpdate, nothingLost } from './counter.ts';

describe('a series checked patch by patch', () => {
  it('says which patch mends and which breaks', async () => {
    const { changes } = await checkSeries(lostUpdate, 'early', {}, () => ({}));
    expect(changes).toEqual([
      { patch: 0, name: nothingLost.name, change: 'breaks' },
      { patch: 1, name: nothingLost.name, change: 'mends' },
      { patch: 2, name: nothingLost.name, change: 'breaks' },
    ]);
  });

  it('goes on behind a prefix that cannot be built', async () => {
    const { prefixes } = await checkSeries(lostUpdate, 'gap', {}, () => ({}));
    expect(prefixes.map(({ result }) => result?.verdict)).toEqual(['violated', undefined, 'violated']);
    expect(prefixes[1]!.broken).toContain("goes to 'landing', which is no label of it");
  });

  it('says nothing for certain where a limit was reached', async () => {
    const { prefixes, changes } = await checkSeries(lostUpdate, 'locked', {}, () => ({
      limits: { maxStates: 1 },
    }));
    expect(prefixes.at(-1)!.result).toMatchObject({ verdict: 'incomplete', complete: false });
    expect(changes.filter(({ change }) => change === 'mends')).toEqual([]);
  });

  it('reproduces the history of the anon_vma ladder', async () => {
    const { prefixes, changes } = await checkSeries(lifetime, '3.0', {}, () => ({}));
    const failing = new Map(prefixes.map((p) => [p.prefix.design.name, p.failures.map(nameOfFailure)]));
    // 67b9509b2c6's changelog: the anon_vma is used after its free, with and without the reference of 3f6c82728f4.
    expect(failing.get('2.6.34')).toEqual(['slab-use-after-free']);
    expect(failing.get('2.6.34+ref')).toContain('slab-use-after-free');
    // 1ce82b69e96's: until it, a reference may be taken on an anon_vma that is freed, and then it is freed again.
    for (const name of ['2.6.34+ref+share+skip-unmapped', '2.6.35', '2.6.37'])
      expect(failing.get(name)).toEqual(
        expect.arrayContaining([freedOnce.name, neverFreedWhileMigrating.name]),
      );
    for (const name of ['2.6.38', '2.6.39', '3.0']) expect(failing.get(name)).toEqual([]);
    const mending = changes.filter(({ change }) => change === 'mends').map(({ patch }) => patch);
    expect(new Set(mending.map((patch) => prefixes[patch]!.prefix.subject))).toEqual(
      new Set(['mm: fix migration hangs on anon_vma lock']),
    );
    expect(prefixes.every(({ result }) => result!.asExpected && result!.complete)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { nameOfFailure } from '../../../../checker/program/failure.ts';
import { checkSeries } from '../../../../checker/questions/series/checkSeries.ts';
import { freedOnce, neverFreedWhileMigrating } from '../../../../properties/anonVma.ts';
import lifetime from '../../../../scenarios/migration/anon-vma-lifetime.ts';

describe('a long series checked patch by patch', () => {
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

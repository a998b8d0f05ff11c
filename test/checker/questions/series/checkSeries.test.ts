import { describe, expect, it } from 'vitest';
import { checkSeries } from '../../../../checker/questions/series/checkSeries.ts';
import { noEmptyZspage } from '../../../../properties/zsmalloc/progress.ts';
import emptyForever from '../../../../scenarios/zsmalloc/empty-forever.ts';
import { lostUpdate, nothingLost } from '../../../machines/lostUpdateSeries.ts';

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

  it('reproduces the history of an empty zspage that nobody frees', async () => {
    const { prefixes, changes } = await checkSeries(emptyForever, '5.3', {}, () => ({}), '4.8');
    // 1a87aa03597e's changelog; its Fixes: tag says 48b4800a1c6a, but what it fixes came with the next patch.
    const subjects = new Map(prefixes.map(({ prefix: { patches, subject } }) => [patches, subject]));
    expect(changes.map(({ patch, name, change }) => [subjects.get(patch), name, change])).toEqual([
      [expect.stringContaining('zs_page_migrate: skip unnecessary loops'), noEmptyZspage.name, 'breaks'],
      ['mm/zsmalloc.c: migration can leave pages in ZS_EMPTY indefinitely', noEmptyZspage.name, 'mends'],
    ]);
    expect(prefixes.every(({ result }) => result!.asExpected && result!.complete)).toBe(true);
  });
});

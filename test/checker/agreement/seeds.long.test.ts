import { describe, expect, it } from 'vitest';
import { compareSeed, compareSeeds, SeedProgress, sumOf } from '../../helpers/seedRun.ts';

/** One seed alone, or else how many there are; and where it is kept which of them are done. See docs/testing.md. */
const { MMCHECK_SEED: alone, MMCHECK_SEEDS: seeds = '3000', MMCHECK_PROGRESS } = process.env;
const [to = 0, from = 0] = seeds.split('-').map(Number).reverse();
const file = MMCHECK_PROGRESS ?? 'node_modules/.cache/mmcheck/seeds.jsonl';

/** A day: whoever asks for so many seeds knows how long it takes, and a run that is stopped goes on where it was. */
const longest = 86_400_000;

describe('a random machine of each seed', () => {
  it.runIf(alone !== undefined)('is to all what it is to the oracle, alone', async () => {
    expect(await compareSeed(Number(alone))).toMatchObject({ machines: 1 });
  });

  it.runIf(alone === undefined)('is to all what it is to the oracle', { timeout: longest }, async () => {
    const batches = await compareSeeds(from, to, new SeedProgress(file), console.error);
    const sum = sumOf(batches.map(({ compared }) => compared));
    console.info(`${batches.length} batches of seeds in ${file}: ${JSON.stringify(sum)}`);
    expect(batches.flatMap(({ failed }) => failed)).toEqual([]);
    expect(sum.compared).toBeGreaterThan(sum.machines! / 2);
  });
});

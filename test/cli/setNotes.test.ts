import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtures, mmcheck } from '../helpers/captured.ts';

const file = `${path.join(fixtures, 'unusedRows.ts')}@only`;
const notes = async (...set: readonly string[]) => {
  const words = set.flatMap((one) => ['--set', one]);
  const { stderr, stdout } = await mmcheck(['check', file, ...words]);
  return { said: stderr.split('\n').filter((line) => line.startsWith('note:')), stdout };
};

describe('mmcheck check --set', () => {
  it('says that a size changes nothing which the scenario has anyway', async () => {
    expect((await notes('pages=2')).said).toEqual([
      'note: --set pages=2 changes nothing in test/unused-rows@only: that is its size anyway',
    ]);
  });

  it('says that rows change nothing which no state uses, and the bounds say so too', async () => {
    const { said, stdout } = await notes('pages=50');
    expect(said).toEqual([
      'note: --set pages=50 changes nothing in test/unused-rows@only: of page no more than 2 rows are ever used',
    ]);
    expect(stdout.replace(/\s+/g, ' ')).toContain('within: page[50] (2 of them ever used); ');
  });

  it('says nothing of a size that changes something, nor of none', async () => {
    expect((await notes('threads=2')).said).toEqual([]);
    expect((await notes('pages=1')).said).toEqual([]);
    expect((await notes()).said).toEqual([]);
  });
});

describe('mmcheck ablate', () => {
  it('does not count rows that nothing uses as wider bounds', async () => {
    const { stdout } = await mmcheck(['ablate', file, '--larger', 'pages=3']);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain(
      'No use for that: pages=3: nothing uses what that adds, and the states are the same.',
    );
    expect(text).toContain('tried within no other bounds');
  });
});

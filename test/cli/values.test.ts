import { describe, expect, it } from 'vitest';
import { bytes, seconds, shard, sizes, wholeNumber } from '../../cli/values.ts';
import { refusal } from '../helpers/refusal.ts';

describe('wholeNumber', () => {
  it('reads numbers from 1', () => {
    expect(wholeNumber('max-states', '1000000')).toBe(1_000_000);
  });
  it.each(['', '0', '-1', '1.5', '1e3', 'many', '99999999999999999999'])('refuses %j', (text) => {
    expect(refusal(() => wholeNumber('max-states', text))).toBe(
      `--max-states: '${text}' is not possible; allowed: whole numbers from 1`,
    );
  });
});

describe('seconds', () => {
  it('reads fractions too', () => {
    expect([seconds('timeout', '90'), seconds('timeout', '0.5'), seconds('timeout', '.5')]).toEqual([
      90, 0.5, 0.5,
    ]);
  });
  it.each(['', '0', '-3', '1m', '5.'])('refuses %j', (text) => {
    expect(refusal(() => seconds('timeout', text))).toContain(
      `--timeout: '${text}' is no time; allowed: seconds`,
    );
  });
});

describe('bytes', () => {
  it('reads units in either case', () => {
    const read = ['100', '2k', '512M', '2g', '1.5GB', '1t'].map((text) => bytes('max-memory', text));
    expect(read).toEqual([100, 2048, 512 * 2 ** 20, 2 ** 31, 1.5 * 2 ** 30, 2 ** 40]);
  });
  it.each(['', '0', 'g', '2p', '-1k'])('refuses %j', (text) => {
    expect(refusal(() => bytes('max-memory', text))).toContain(
      `--max-memory: '${text}' is no amount of memory`,
    );
  });
});

describe('sizes', () => {
  it('reads settings', () => {
    expect(sizes(['pages=3', 'anon_vmas=10'])).toEqual({ pages: 3, anon_vmas: 10 });
    expect(sizes([])).toEqual({});
  });
  it.each([
    ['pages', "--set: 'pages' sets nothing; allowed: name=value, as in pages=3"],
    ['=3', "--set: '=3' sets nothing; allowed: name=value, as in pages=3"],
    ['pages=', "--set: '' is no value for pages; allowed: whole numbers, as in pages=3"],
    ['pages=2.5', "--set: '2.5' is no value for pages; allowed: whole numbers, as in pages=3"],
    ['pages=-1', "--set: '-1' is no value for pages; allowed: whole numbers, as in pages=3"],
  ])('refuses %s', (setting, message) => {
    expect(refusal(() => sizes([setting]))).toBe(message);
  });
  it('refuses a name that is set twice', () => {
    expect(refusal(() => sizes(['pages=1', 'pages=2']))).toBe('--set: pages is set twice; allowed: once');
  });
});

describe('shard', () => {
  it('reads a part of several, from the first to the last', () => {
    const read = ['1/1', '1/5', '5/5', '12/100'].map((text) => shard('shard', text));
    expect(read).toEqual([
      { index: 1, count: 1 },
      { index: 1, count: 5 },
      { index: 5, count: 5 },
      { index: 12, count: 100 },
    ]);
  });
  it.each(['0/1', '0/0', '2/1', '6/5', '', '1', '1/', '/1', '-1/2', '1/2/3', '1.5/2', 'a/b', `1/${2 ** 60}`])(
    'refuses %j',
    (text) => {
      expect(refusal(() => shard('shard', text))).toBe(
        `--shard: '${text}' is no part; allowed: i/n with i from 1 to n, as in 2/5`,
      );
    },
  );
});

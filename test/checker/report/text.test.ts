import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascii, clip, columns, counted, grouped, reportWidth, wrap } from '../../../checker/report/text.ts';

describe('ascii', () => {
  it('leaves printable ASCII alone and hides everything else', () => {
    expect(ascii('anon_vma[0] -> ~')).toBe('anon_vma[0] -> ~');
    expect(ascii('a\nb\tc\x1bd\u00e4e')).toBe('a?b?c?d?e');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[\x20-\x7e]*$/.test(ascii(text))));
  });
});

describe('clip', () => {
  it('shows that something is left out', () => {
    expect(clip('unlock_page', 11)).toBe('unlock_page');
    expect(clip('unlock_page', 10)).toBe('unlock_pa~');
  });
});

describe('wrap', () => {
  it('indents all lines but the first, which may have an indentation of its own', () => {
    const words = Array.from({ length: 20 }, (_, i) => `word${i}`).join(' ');
    const lines = wrap(words, '  ', '- ');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.map((line) => line.slice(0, 2))).toEqual(['- ', ...lines.slice(1).map(() => '  ')]);
  });

  it('keeps every word, in order, within the width unless a single word is longer', () => {
    const words = fc.array(fc.stringMatching(/^\w{1,90}$/), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(words, (all) => {
        const lines = wrap(all.join(' '), '  ');
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(all);
        for (const line of lines) expect(line.length <= reportWidth || !line.trim().includes(' ')).toBe(true);
      }),
    );
  });
});

describe('numbers', () => {
  it('have their digits in groups of three', () => {
    expect([0, 999, 1000, 28754, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '28,754', '1,234,567']);
  });

  it('have a noun in the number that is due', () => {
    expect([0, 1, 2].map((n) => counted(n, 'state'))).toEqual(['0 states', '1 state', '2 states']);
  });
});

describe('columns', () => {
  it('aligns to the left, and to the right where that is wanted', () => {
    expect(columns([['a', '1', 'x'], ['bb', '22', ''], ['c']], [1])).toEqual(['a    1  x', 'bb  22', 'c']);
  });
});

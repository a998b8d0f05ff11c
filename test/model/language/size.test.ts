import { describe, expect, it } from 'vitest';
import { resolveSize, size } from '../../../model/language/size.ts';
import { refusal } from '../../helpers/refusal.ts';

describe('a size', () => {
  const pages = size('pages', 2);

  it('is the number itself, whatever sizes are in force', () => {
    expect(resolveSize(3, { pages: 5 }, 'page')).toBe(3);
  });

  it('is what its parameter is set to, or else its fallback', () => {
    expect(resolveSize(pages, { pages: 5 }, 'page')).toBe(5);
    expect(resolveSize(pages, { vmas: 5 }, 'page')).toBe(2);
  });

  it.each([1, 2 ** 20])('may be %d', (value) => {
    expect(resolveSize(pages, { pages: value }, 'page')).toBe(value);
  });

  it.each([0, -1, 1.5, 2 ** 20 + 1, Number.NaN, Number.POSITIVE_INFINITY])('may not be %d', (value) => {
    const message = `page: a size of ${value} is not possible; allowed: whole numbers from 1 to 1048576`;
    expect(refusal(() => resolveSize(pages, { pages: value }, 'page'))).toBe(message);
  });

  it('is refused as a fallback too', () => {
    expect(refusal(() => resolveSize(size('pages', 0), {}, 'page'))).toContain('page: a size of 0');
  });
});

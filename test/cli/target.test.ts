import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../cli/target.ts';
import { refusal } from '../helpers/refusal.ts';

describe('parseTarget', () => {
  it.each([
    ['migration/x', { name: 'migration/x' }],
    ['migration/x@2.6.34+ref', { name: 'migration/x', design: '2.6.34+ref' }],
    ['./my.ts', { path: './my.ts' }],
    ['my.mjs@naive', { path: 'my.mjs', design: 'naive' }],
    ['/tmp/a@b/my.ts@v1.ts', { path: '/tmp/a@b/my.ts', design: 'v1.ts' }],
    ['../my.js#family/name', { path: '../my.js', name: 'family/name' }],
    ['./my.ts#family/name@3.0', { path: './my.ts', name: 'family/name', design: '3.0' }],
  ])('reads %s', (word, target) => {
    expect(parseTarget(word)).toEqual(target);
  });

  it.each(['', '@3.0', 'migration/x@', './my.ts@', './my.ts#', './my.ts#@3.0'])('refuses %j', (word) => {
    expect(refusal(() => parseTarget(word))).toBe(
      `'${word}' names no scenario; allowed: family/name, family/name@design, ./file.ts`,
    );
  });

  it('refuses a path that is no script', () => {
    expect(refusal(() => parseTarget('./my.txt'))).toContain('allowed: a path that ends in .ts, .js or .mjs');
  });
});

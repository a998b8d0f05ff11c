import { describe, expect, it } from 'vitest';
import { tokensOf } from '../../../checker/code/tokens.ts';

const same = (one: string, other: string) => expect(tokensOf(one)).toEqual(tokensOf(other));
const differ = (one: string, other: string) => expect(tokensOf(one)).not.toEqual(tokensOf(other));

describe('the tokens of a function', () => {
  it.each([
    ['white space and comments', '(s) => { /* now */ s.n++; // more\n }', '(s)=>{s.n++;}'],
    ['the kind of quotes', `() => "it's"`, `() => 'it\\'s'`],
    ['brackets around one parameter', '(s) => s.n', 's => s.n'],
    ['brackets that a cast leaves behind', '() => (page).count', '() => page.count'],
    ['commas and semicolons at an end', '(a, b,) => { return [a, b,]; }', '(a, b) => { return [a, b] }'],
    [
      'the way to what is imported',
      's => (0, _rowSet.has)(s.set, 1) || _pointer.nowhere',
      's => has(s.set, 1) || nowhere',
    ],
  ])('are the same whatever a compiler does with %s', (_, one, other) => same(one, other));

  it.each([
    ['brackets that group', 's => 8 - (s.a - s.b)', 's => (8 - s.a) - s.b'],
    ['brackets that call', 's => f(x)', 's => f, x'],
    ['an empty statement', 's => { if (x) ; y() }', 's => { if (x) y() }'],
    ['what a text says', "() => 'a b'", "() => 'ab'"],
    ['a text for a name', "() => 'a'", '() => a'],
    ['what looks like a comment in a text', "() => '/* a */'", "() => '/* b */'"],
    ['a comment in a template', '() => `// a`', '() => `// b`'],
    ['a regular expression for another', 's => /a b/.test(s)', 's => /ab/.test(s)'],
    ['a slash in a regular expression', 's => /[/]"/.test(s) && a', 's => /[/]"/.test(s) && b'],
    [
      'a name that begins like an import and is a parameter',
      '(_a, _b) => _a.n - _b.n',
      '(_a, _b) => _b.n - _a.n',
    ],
    ['operators that touch', 'a => a + +a', 'a => a++ + a'],
    ['numbers', 'a => a + 1.5', 'a => a + 15'],
  ])('tell %s apart', (_, one, other) => differ(one, other));

  it('take a division for one', () => {
    expect(tokensOf('s => s.a / 2 / s.b')).toEqual(['s', '=>', 's', '.', 'a', '/', '2', '/', 's', '.', 'b']);
    expect(tokensOf('s => f(s) / 2 / g')).toHaveLength(10);
  });
});

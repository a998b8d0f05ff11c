import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Code, compileCode, joined, js, literal, name } from '../../../checker/code/js.ts';

const evaluated = (code: Code): unknown => compileCode('a value', [], js`return ${code};`)();

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('js', () => {
  it('takes code, pieces of it and whole numbers', () => {
    const lines = [js`const a = ${1};`, js`const b = ${-2};`];
    expect(js`${lines}\nreturn a + b;`).toBe('const a = 1;\nconst b = -2;\nreturn a + b;');
    expect(js`f(${name('x')}, ${literal('x')})`).toBe('f(x, "x")');
  });

  it('has escapes as every template has', () => {
    expect(js`a;\nb = '\\n';`).toBe("a;\nb = '\\n';");
  });

  it('indents the lines of a hole as the line that the hole stands in', () => {
    const inner = js`for (;;) {
  step();

  more();
}`;
    const outer = js`function f() {
  before(); ${inner}
    ${[inner, js`after();`]}
}`;
    expect(outer).toBe(`function f() {
  before(); for (;;) {
    step();

    more();
  }
    for (;;) {
      step();

      more();
    }
    after();
}`);
  });

  it('leaves out the line of a hole that is empty, and no other', () => {
    const none = js``;
    expect(js`a();
  ${none}
  ${[]}
b(); ${none}
c(${none});`).toBe('a();\nb(); \nc();');
  });

  it('refuses a bare string', () => {
    const text = 'evil()';
    // @ts-expect-error: a string is no code.
    js`${text}`;
    // @ts-expect-error: nor is a list of strings.
    js`${[text]}`;
    // @ts-expect-error: nor is what strings make.
    compileCode('a value', [], `return ${js`1`}`);
    // @ts-expect-error: nor is one a separator.
    joined([js`1`], ', ');
    const accepted: string = js`1`;
    expect(accepted).toBe('1');
  });

  it.each([1.5, Number.NaN, Infinity])('refuses the number %d', (number) => {
    expect(() => js`${number}`).toThrow(`${number}: it is no whole number`);
  });
});

describe('a name', () => {
  it.each(['a', '_', '$w', 'PG_locked', 'x1', 'class'])('may be %s', (text) => {
    expect(name(text)).toBe(text);
  });

  it.each(['', '1a', 'a b', 'a-b', 'a.b', 'a\n', 'a;', 'é'])('may not be %j', (text) => {
    expect(() => name(text)).toThrow(`${text}: it is no identifier`);
  });
});

describe('a literal', () => {
  it('is code for the value, whatever is in it', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u2028', '\u2029', "'", '`${', '*/', '\\', '</script>'),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    );
    const value = fc.oneof(part, fc.array(part), fc.array(fc.array(part)));
    fc.assert(
      fc.property(value, (given) => {
        expect(evaluated(literal(given))).toEqual(given);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('is in one line', () => {
    expect(literal('a\nb\u2028c\u2029d')).toBe('"a\\nb\\u2028c\\u2029d"');
    expect(literal(['x', 1, ['y']])).toBe('["x",1,["y"]]');
  });

  it.each([Number.NaN, Infinity])('is refused for %d', (number) => {
    expect(() => literal(number)).toThrow(`${number}: it has no literal`);
    expect(() => literal(['a', number])).toThrow(`${number}: it has no literal`);
  });
});

describe('joined', () => {
  it('has the separator between each two', () => {
    expect(joined([js`a`, js`b`, js`c`], js` && `)).toBe('a && b && c');
    expect(joined([], js`, `)).toBe('');
  });
});

describe('compileCode', () => {
  const sum = () => compileCode<(a: number, b: number) => number>('a sum', ['a', 'b'], js`return a + b;`);

  it('makes a function in strict mode', () => {
    expect(sum()(1, 2)).toBe(3);
    expect(compileCode('this', [], js`return this;`)()).toBeUndefined();
  });

  it('refuses a parameter that is no identifier', () => {
    expect(() => compileCode('two', ['a, b = evil()'], js``)).toThrow('a, b = evil(): it is no identifier');
  });

  it.each(['code', '1,code', 'all code'])('prints the source under MMCHECK_DEBUG=%s', (debug) => {
    vi.stubEnv('MMCHECK_DEBUG', debug);
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    sum();
    expect(write.mock.calls.map(([text]) => text).join('')).toBe(
      '// a sum\nfunction (a, b) {\n  return a + b;\n}\n\n',
    );
  });

  it.each(['', '1', 'codec'])('prints nothing under MMCHECK_DEBUG=%j', (debug) => {
    vi.stubEnv('MMCHECK_DEBUG', debug);
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    sum();
    expect(write).not.toHaveBeenCalled();
  });
});

/**
 * The tokens of a function's text, without what compilers and loaders change in it: white space, comments, the kind of
 * quotes, brackets around one parameter or one name, semicolons and commas before a closing bracket, and the way to what
 * is imported (`(0, _module.name)` for `name`). Brackets that group stay, as they say in which order things are done.
 */
export function tokensOf(text: string): string[] {
  return withoutImports(withoutNeedless(lex(text)));
}

const pattern =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<name>[\p{ID_Start}$_#][\p{ID_Continue}$]*)|(?<number>\d[\w.]*|\.\d[\w.]*)|(?<text>'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*")|(?<sign>=>|\.\.\.|\?\?=|\*\*=|>>>=|<<=|>>=|&&=|\|\|=|===|!==|==|!=|<=|>=|\+\+|--|&&|\|\||\?\?|\?\.(?!\d)|\*\*|>>>|<<|>>|[-+*/%&|^]=|[\s\S])/uy;

function lex(text: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; ) {
    const literal = text[at] === '`' ? template(text, at) : regexAt(text, at, tokens.at(-1));
    if (literal !== undefined) {
      tokens.push(literal);
      at += literal.length;
      continue;
    }
    pattern.lastIndex = at;
    const { 0: whole, groups } = pattern.exec(text)!;
    at += whole.length;
    const { name, number, text: quoted, sign } = groups as Record<string, string | undefined>;
    const token =
      quoted === undefined
        ? (name ?? number ?? sign)
        : JSON.stringify(quoted.slice(1, -1).replace(/\\(['"])/g, '$1'));
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

/** A template as it is written, with what it holds. */
function template(text: string, start: number): string {
  for (let at = start + 1, depth = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith('${', at)) depth++;
    else if (text[at] === '}' && depth > 0) depth--;
    else if (text[at] === '`' && depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start);
}

/** A regular expression, where a slash can be no division. */
function regexAt(text: string, at: number, before: string | undefined): string | undefined {
  if (text[at] !== '/' || /[/*]/.test(text[at + 1] ?? '')) return undefined;
  const divides = before !== undefined && /^[\p{ID_Continue}$"`)\]}]/u.test(before) && !operators.has(before);
  if (divides) return undefined;
  return /^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[\n])+\/\w*/.exec(text.slice(at))?.[0];
}

const operators = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'delete',
  'void',
  'throw',
  'new',
  'else',
  'do',
]);

const isName = (token: string | undefined): boolean =>
  token !== undefined && /^[\p{ID_Start}$_]/u.test(token);

/** Without semicolons and commas before a closing bracket, and brackets around one name that call nothing. */
function withoutNeedless(tokens: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const [token, name, close, arrow] = tokens.slice(i, i + 4);
    const last = kept.at(-1);
    const calls = last !== undefined && (/^[)\]}"`]/.test(last) || isName(last)) && !operators.has(last);
    if (token === '(' && isName(name) && close === ')' && (!calls || arrow === '=>')) {
      kept.push(name!);
      i += 2;
      continue;
    }
    if (/^[)\]}]$/.test(token!) && (last === ',' || (last === ';' && token === '}'))) kept.pop();
    kept.push(token!);
  }
  if (kept.at(-1) === ';') kept.pop();
  return kept;
}

/** `(0, a.b)` as `a.b`, and `_module.name` as `name` where nothing but that is done with `_module`. */
function withoutImports(tokens: readonly string[]): string[] {
  const direct: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const close =
      tokens[i] === '(' && tokens[i + 1] === '0' && tokens[i + 2] === ',' ? tokens.indexOf(')', i) : -1;
    if (close < 0) direct.push(tokens[i]!);
    else {
      direct.push(...tokens.slice(i + 3, close));
      i = close;
    }
  }
  const isModule = (at: number): boolean =>
    /^_[A-Za-z]/.test(direct[at]!) &&
    direct.every((token, i) => token !== direct[at] || direct[i + 1] === '.') &&
    direct[at - 1] !== '.';
  return direct.filter((_, i) => !(isModule(i) || (direct[i] === '.' && i > 0 && isModule(i - 1))));
}

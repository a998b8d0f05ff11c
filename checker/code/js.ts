declare const isCode: unique symbol;

/**
 * A piece of JavaScript. Only `js`, `name`, `literal` and `joined` make one, so that no text of a model becomes code
 * that is run: it gets in as a literal or, where it is one, as an identifier.
 */
export type Code = string & { readonly [isCode]: true };

/** What a hole of `js` takes: code, pieces of it that stand one below the other, or a whole number. */
export type Hole = Code | readonly Code[] | number;

/** What can be written down as a literal. */
export type Literal = string | number | boolean | null | readonly Literal[];

/**
 * The tag of a template that is JavaScript. Lines of a hole after its first are indented as the line that the hole
 * stands in; a hole that is empty and alone in its line takes the line with it. Throws Error for a number that is not
 * whole.
 */
export function js(parts: TemplateStringsArray, ...holes: readonly Hole[]): Code {
  let text = parts[0]!;
  let indent = indentOf(text);
  holes.forEach((hole, i) => {
    const filling = textOf(hole);
    const next = parts[i + 1]!;
    text =
      filling === '' && next.startsWith('\n')
        ? text.replace(/\n[ \t]*$/, '')
        : text + indented(filling, indent);
    text += next;
    if (next.includes('\n')) indent = indentOf(next);
  });
  return text as Code;
}

/** An identifier, reserved words among them; throws Error for any other text. */
export function name(text: string): Code {
  if (!/^[A-Za-z_$][\w$]*$/.test(text)) throw new Error(`${text}: it is no identifier`);
  return text as Code;
}

/** The literal for a value; throws Error for a number that has none. */
export function literal(value: Literal): Code {
  const text = JSON.stringify(value, (_, part: Literal) => {
    if (typeof part === 'number' && !Number.isFinite(part)) throw new Error(`${part}: it has no literal`);
    return part;
  });
  // They end a line in JavaScript, or did, and do not in JSON.
  return text.replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`) as Code;
}

/** The pieces in one, with the separator between each two. */
export function joined(pieces: readonly Code[], separator: Code): Code {
  return pieces.join(separator) as Code;
}

/**
 * The function of these parameters that has the source as its body, in strict mode. The type of the function is the
 * caller's word. Under MMCHECK_DEBUG=code the source is printed to stderr below the title. Throws Error for a parameter
 * that is no identifier, SyntaxError for a source that is no body.
 */
export function compileCode<Made extends (...given: never[]) => unknown>(
  title: string,
  parameters: readonly string[],
  source: Code,
): Made {
  const names = joined(parameters.map(name), js`, `);
  if (/\bcode\b/.test(process.env.MMCHECK_DEBUG ?? '')) {
    process.stderr.write(`// ${title}\n${js`function (${names}) {\n  ${source}\n}`}\n\n`);
  }
  return new Function(names, js`'use strict';\n${source}`) as Made;
}

/** The text, each of whose lines behind the first begins with the blanks, unless it is empty. */
function indented(text: string, blanks: string): string {
  if (blanks === '' || !text.includes('\n')) return text;
  // Most code has no empty lines, and is indented again by each template around it.
  return text.endsWith('\n') || text.includes('\n\n')
    ? text.replace(/\n(?!\n|$)/g, `\n${blanks}`)
    : text.replaceAll('\n', `\n${blanks}`);
}

/** The blanks that the last line of a text starts with. */
function indentOf(text: string): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n') + 1))![0];
}

function textOf(hole: Hole): string {
  if (typeof hole === 'string') return hole;
  if (typeof hole !== 'number') return hole.join('\n');
  if (!Number.isInteger(hole)) throw new Error(`${hole}: it is no whole number`);
  return String(hole);
}

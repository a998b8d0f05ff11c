declare const isCode: unique symbol;
/** A piece of JavaScript. Only `js`, `name` and `literal` make one, so no text of a model gets in by itself. */
export type Code = string & { readonly [isCode]: true };

export function js(
  parts: TemplateStringsArray,
  ...holes: readonly (Code | readonly Code[] | number)[]
): Code {
  let text = '';
  parts.forEach((part, i) => {
    text += part;
    if (i === holes.length) return;
    const hole = holes[i]!;
    const made = Array.isArray(hole) ? hole.join('\n') : String(hole);
    const indent = /(?:^|\n)([ \t]*)[^\n]*$/.exec(text)![1]!;
    text += made.replaceAll('\n', `\n${indent}`);
  });
  return text as Code;
}
export const literal = (value: unknown): Code => JSON.stringify(value) as Code;
export const name = (text: string): Code => {
  if (!/^[A-Za-z_$][\w$]*$/.test(text)) throw new Error(`no name: ${text}`);
  return text as Code;
};
// biome-ignore lint/complexity/noBannedTypes: tmp
export const compileCode = (title: string, parameters: readonly string[], source: Code): Function =>
  new Function(...parameters, source);

import { type Exported, tagsOf } from './exported.ts';

/** A primitive as the page has it. */
export interface Primitive extends Exported {
  readonly checks: readonly string[];
}

const kernelFile =
  /(?:\w+\(\)(?:,? \w+\(\))* in )?\b(?:arch|block|Documentation|drivers|fs|include|kernel|lib|mm|net)\/[\w./-]+/;
const startsWithSource = new RegExp(`^${kernelFile.source}`);

/** The description without the sources that a paragraph of it ends with, and those; they begin a line or a sentence. */
export function apart(text: string): { readonly text: string; readonly source: string } {
  const paragraphs = text.split(/\n\s*\n/).map(paragraphApart);
  return {
    text: paragraphs
      .map((one) => one.text)
      .filter((one) => one !== '')
      .join('\n\n'),
    source: paragraphs
      .map(({ source }) => source)
      .filter((source) => source !== '')
      .join(', '),
  };
}

function paragraphApart(text: string): { readonly text: string; readonly source: string } {
  const starts = [...text.matchAll(/(?:^|\n|(?<=[.;] ))(?=\S)/g)].map(
    ({ index, 0: before }) => index + before.length,
  );
  const at = starts
    .map((start) => text.slice(start))
    .find((rest) => startsWithSource.test(rest) && !/\. [A-Z]/.test(rest));
  if (at === undefined) return { text, source: '' };
  return { text: text.slice(0, -at.length).trim(), source: at.trim().replaceAll('\n', ' ') };
}

/** The first sentence, on one line; a full stop inside of brackets or code ends none. */
function firstSentence(text: string): string {
  const paragraph = text.split(/\n\s*\n/)[0]!.replaceAll('\n', ' ');
  let depth = 0;
  for (let i = 0; i < paragraph.length; i++) {
    if ('([{'.includes(paragraph[i]!)) depth++;
    if (')]}'.includes(paragraph[i]!)) depth--;
    if (paragraph[i] === '.' && depth <= 0 && /^\.(?: [A-Z_`]|$)/.test(paragraph.slice(i)))
      return paragraph.slice(0, i + 1);
  }
  return paragraph;
}

const cell = (text: string) => text.replaceAll('|', '\\|');
const code = (text: string) => `\`${text}\``;

const row = (primitive: Primitive) => {
  const { text, source } = apart(primitive.text);
  const checks = primitive.checks.map(code).join(', ');
  return `| [${code(primitive.name)}](#${primitive.name.toLowerCase()}) | ${cell(firstSentence(text))} | ${checks} | ${cell(source)} |`;
};

const wordRow = ({ form, text }: Exported) => `| ${code(form)} | ${cell(firstSentence(text))} |`;

function section(primitive: Primitive): string {
  const { text } = apart(primitive.text);
  const parameters = tagsOf(primitive, 'param').map((tag) => {
    const [, name, rest] = /^(\S+)\s+(?:- )?(.*)$/s.exec(tag)!;
    return `- ${code(name!)}: ${rest!.replaceAll('\n', ' ')}`;
  });
  const returns = tagsOf(primitive, 'returns').map((tag) => `- returns ${tag.replaceAll('\n', ' ')}`);
  const throws = tagsOf(primitive, 'throws').map((tag) => `- throws ${tag.replaceAll('\n', ' ')}`);
  const list = [...parameters, ...returns, ...throws].join('\n');
  const listings = tagsOf(primitive, 'example').map((tag) => `\`\`\`ts\n${tag}\n\`\`\``);
  const parts = [`### ${primitive.name}`, code(primitive.form), text, list, ...listings];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The page: all primitives in a table, the language's words in a second one, then each primitive with its listing. */
export function page(primitives: readonly Primitive[], words: readonly Exported[], setting: string): string {
  return `# Primitives

Everything that a machine is written with: the kernel's primitives, and the words of the language.
This page is made of what the source says of itself, and a test holds it to that; the listings are compiled in [one machine](#the-machine-of-the-listings).
How to begin is told in [writing-a-machine.md](writing-a-machine.md), and how C becomes labels in [from-c-to-labels.md](from-c-to-labels.md).

## The kernel's primitives

The checks are those that the primitive itself may report, or that the checker makes of a field of its kind; a scenario expects them by these names. Sources are of the kernel.

| primitive | what it is | checks | source |
|---|---|---|---|
${primitives.map(row).join('\n')}

Beside them, every machine has the checks \`null-pointer-dereference\`, \`domain\` (a value that its field does not have), \`deadlock\`, \`hung-task\` and \`soft-lockup\`.

## The words of the language

| word | what it is |
|---|---|
${words.map(wordRow).join('\n')}

## Each primitive

${primitives.map(section).join('\n\n')}

## The machine of the listings

\`\`\`ts
${setting.trim()}
\`\`\`
`;
}

import { type Command, withoutMeasures } from './snippets.ts';

/**
 * What a document should show of an output in place of what it shows: as much of it, cut by a line `…` where that was. A
 * line that differs in its measures alone stays as it is, and so does a part from the middle whose first line is gone.
 */
export function shownAgain(shown: string, actual: string): string {
  const [, text, blank] = /^(.*?)(\n*)$/s.exec(shown)!;
  const old = text!.split('\n');
  const lines = actual
    .trimEnd()
    .split('\n')
    .map((line) => sameIn(old, line) ?? line);
  const parts: string[][] = [[]];
  for (const line of old) {
    if (line === '…') parts.push([]);
    else parts.at(-1)!.push(line);
  }
  if (parts.length === 1) return lines.join('\n') + blank;
  let at = parts[0]!.length;
  const now = parts.map((part, i) => {
    if (i === 0) return lines.slice(0, at);
    if (i === parts.length - 1) return lines.slice(lines.length - part.length);
    const first = sameIn(lines.slice(at), part[0]!);
    if (first === undefined) return part;
    at = lines.indexOf(first, at) + part.length;
    return lines.slice(at - part.length, at);
  });
  return now.flatMap((part, i) => (i === 0 ? part : ['…', ...part])).join('\n') + blank;
}

/** The first of some lines that is the same but for its measures. */
const sameIn = (lines: readonly string[], line: string) =>
  lines.find((one) => withoutMeasures(one) === withoutMeasures(line));

/** A document with each of these commands' outputs as it should be shown. */
export function withOutputs(document: string, outputs: ReadonlyMap<Command, string>): string {
  const lines = document.split('\n');
  const fromTheEnd = [...outputs].sort(([a], [b]) => b.line - a.line);
  for (const [{ line, output }, actual] of fromTheEnd) {
    const now = shownAgain(output, actual);
    lines.splice(line, output === '' ? 0 : output.split('\n').length, ...(now === '' ? [] : now.split('\n')));
  }
  return lines.join('\n');
}

import type { Trace } from '../trace/trace.ts';
import { raceTable } from './raceTable.ts';
import { headline } from './violation.ts';

const fontSize = 14;
const lineHeight = 20;
const margin = 16;

/**
 * The race table as a picture in SVG 1.1: monospaced text that can be selected, as wide as a commit message, in the
 * reader's light or dark colours. The lines where the race happens are told by words first and by colour second.
 */
export function svg(trace: Trace): string {
  const title = trace.failure === undefined ? `${trace.scenario}@${trace.design}` : headline(trace);
  const lines = [title, '', ...raceTable(trace).split('\n')];
  const columns = Math.max(...lines.map((line) => line.length));
  const width = Math.ceil(columns * fontSize * 0.62) + 2 * margin;
  const height = lines.length * lineHeight + 2 * margin;
  const texts = lines.flatMap((line, i) => {
    if (line === '') return [];
    const kind = i === 0 ? 'title' : line.includes('/* !!!') ? 'fails' : line.includes(' <- ') ? 'races' : '';
    const y = margin + lineHeight * i + fontSize;
    const as = kind === '' ? '' : ` class="${kind}"`;
    return [`  <text x="${margin}" y="${y}"${as} xml:space="preserve">${escaped(line)}</text>`];
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
  <title>${escaped(title)}</title>
  <style>
    rect { fill: #ffffff; }
    text { font: ${fontSize}px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre; fill: #1f2328; }
    .title { font-weight: bold; }
    .races { fill: #9a3412; }
    .fails { fill: #b91c1c; font-weight: bold; }
    @media (prefers-color-scheme: dark) {
      rect { fill: #0d1117; }
      text { fill: #e6edf3; }
      .races { fill: #fdba74; }
      .fails { fill: #fca5a5; }
    }
  </style>
  <rect width="${width}" height="${height}"/>
${texts.join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => names[character]!);
}

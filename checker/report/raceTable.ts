import type { Trace } from '../trace/trace.ts';
import { columnNames } from './columnNames.ts';
import { type RaceLine, raceLines } from './raceLines.ts';
import { clip, reportWidth } from './text.ts';

/**
 * A trace as the table of a commit message, in ASCII and at most 75 columns: a column for each thread that plays a
 * part, numbered CPU0, CPU1, ... in the order of the trace's threads where no CPU is shared. More than three threads, or columns that do not
 * fit, become numbered lines instead, by `numbers` where the steps are some of another trace. An empty text where nobody
 * takes a step.
 */
export function raceTable(
  trace: Trace,
  numbers: readonly number[] = trace.steps.map((_, i) => i + 1),
): string {
  const lines = raceLines(trace);
  const threads = columnsOf(trace, lines);
  if (threads.length === 0) return '';
  const names = columnNames(trace, threads);
  const starts = threads.length > 3 ? undefined : columnStarts(threads, names, lines);
  const table =
    starts === undefined
      ? numbered(threads, names, lines, numbers)
      : inColumns(threads, names, lines, starts);
  return table.join('\n');
}

/** The threads that a race table has columns for, in order: the first is its CPU0. */
export function columnsOf(trace: Trace, lines: readonly RaceLine[] = raceLines(trace)): number[] {
  return trace.threads.flatMap((_, i) => (lines.some(({ thread }) => thread === i) ? [i] : []));
}

/** The gaps between columns that are tried, the widest first. */
const gaps = [6, 5, 4, 3, 2];

/** Where each column starts, or undefined where they do not fit side by side. */
function columnStarts(
  threads: readonly number[],
  names: readonly string[],
  lines: readonly RaceLine[],
): number[] | undefined {
  const widths = threads.map((column, i) => {
    const texts = lines.filter(({ thread, kind }) => thread === column && kind !== 'mark').map(indented);
    return Math.max(names[i]!.length, ...texts.map((text) => text.length));
  });
  const total = widths.reduce((sum, width) => sum + width, 0);
  const gap = gaps.find((g) => total + g * (widths.length - 1) <= reportWidth);
  if (gap === undefined) return undefined;
  return widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width + gap, 0));
}

function inColumns(
  threads: readonly number[],
  names: readonly string[],
  lines: readonly RaceLine[],
  starts: readonly number[],
): string[] {
  const header = (texts: readonly string[]) =>
    starts.reduce((line, start, i) => line.padEnd(start) + texts[i], '');
  const body = lines.map((line) => {
    const text = ' '.repeat(starts[threads.indexOf(line.thread)]!) + indented(line);
    return line.kind === 'mark' ? pulledIn(text) : withRemark(text, line.remarks);
  });
  return [header(names), header(names.map((name) => '-'.repeat(name.length))), ...body];
}

/** The form for many threads: every step has a number, its CPU, its function and its label. */
function numbered(
  threads: readonly number[],
  names: readonly string[],
  lines: readonly RaceLine[],
  numbers: readonly number[],
): string[] {
  const shown = lines.filter(({ kind }) => kind !== 'enter');
  const width = String(numbers.at(-1) ?? 0).length + 2;
  const cpuWidth = Math.max(...names.map((name) => name.length));
  let step = 0;
  return shown.map((line) => {
    const number = line.kind === 'step' ? String(numbers[step++]) : '';
    const head = `${number.padStart(width)}  ${names[threads.indexOf(line.thread)]!.padEnd(cpuWidth)}  `;
    if (line.kind === 'mark') return pulledIn(' '.repeat(head.length) + line.text);
    return withRemark(clip(`${head}${line.fn}: ${line.text}`, reportWidth), line.remarks);
  });
}

const indented = ({ depth, text }: RaceLine): string => '  '.repeat(depth) + text;

/** The line with the fullest remark that there is room for. */
function withRemark(line: string, remarks: readonly string[]): string {
  const remark = remarks.find((text) => line.length + 1 + text.length <= reportWidth);
  return remark === undefined ? line : `${line} ${remark}`;
}

/** A mark keeps its indentation as far as there is room for it. */
function pulledIn(line: string): string {
  const text = line.trimStart();
  return clip(' '.repeat(Math.max(0, Math.min(line.length, reportWidth) - text.length)) + text, reportWidth);
}

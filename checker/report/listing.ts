import {
  allowedNames,
  ModelError,
  type Node,
  type PatchedFn,
  resolveSize,
  type Shape,
  type Sizes,
} from '../../model/language/index.ts';
import { domainOf } from '../program/domains/index.ts';
import type { Program } from '../program/program.ts';
import { statementOf } from './statement.ts';

/**
 * A function of a design as C would write it: its signature and source, its locals, and each label with what it does.
 * Lines that a patch brought have a `+` in the margin, numbered where there are several patches, and the patches'
 * subjects stand below. Throws ModelError for a function that the design lacks.
 */
export function listing(program: Program, name: string): string {
  const rows = rowsOf(program, functionOf(program, name));
  const subjects = [...new Set(rows.flatMap(({ patch }) => patch ?? []))];
  const mark = (subject: string) => (subjects.length === 1 ? '+' : `+${subjects.indexOf(subject) + 1}`);
  const width = Math.max(0, ...subjects.map((subject) => mark(subject).length + 1));
  const margin = (patch: string | undefined) => (patch === undefined ? '' : mark(patch)).padEnd(width);
  return [
    ...rows.map(({ text, patch }) => (margin(patch) + text).trimEnd()),
    ...(subjects.length === 0 ? [] : ['', ...subjects.map((subject) => margin(subject) + subject)]),
  ].join('\n');
}

/**
 * The lines of a listing without its margin, for comparing designs; `remarks` has what is to be said of a label besides.
 * Throws ModelError for a function that the design lacks.
 */
export function bareListing(
  program: Program,
  name: string,
  remarks: ReadonlyMap<string, string> = new Map(),
): string {
  return rowsOf(program, functionOf(program, name), remarks)
    .map(({ text }) => `${text.trimEnd()}\n`)
    .join('');
}

function functionOf({ scenario, design, fns }: Program, name: string): PatchedFn {
  const fn = fns.get(name);
  if (fn !== undefined) return fn;
  throw new ModelError(
    `${scenario.name}@${design}: it has no function '${name}'; ${allowedNames(name, [...fns.keys()])}`,
  );
}

/** The functions that a design's threads run, in the order in which they are first called. */
export function reachedFunctions({ fns, threads }: Program): string[] {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const { line } of fns.get(name)!.lines) if (line.kind === 'call') visit(line.callee.name);
  };
  for (const { body } of threads) visit(body.fn);
  return [...reached];
}

interface Row {
  readonly text: string;
  readonly patch?: string | undefined;
}

function rowsOf(program: Program, fn: PatchedFn, remarks: ReadonlyMap<string, string> = new Map()): Row[] {
  const declared = Object.entries(fn.locals)
    .filter(([local]) => !fn.unused.includes(local))
    .map(([local, node]) => ({
      text: `\t${declaration(local, node, program.sizes)}`,
      patch: patchOfLocal(program, fn.name, local),
    }));
  return [
    { text: `${fn.name}(${Object.keys(fn.parameters).join(', ')})  /* ${fn.source} */` },
    { text: '{' },
    ...declared,
    ...(declared.length === 0 ? [] : [{ text: '' }]),
    ...fn.lines.flatMap((line) => {
      const { lines, names } = statementOf(line, program.fns);
      const texts = lines.map((text) => `\t${text}`);
      const all = names.includes(line.label) ? texts : [`${line.label}:`, ...texts];
      const remark = remarks.get(line.label);
      const said = remark === undefined ? all : all.with(0, `${all[0]}  /* ${remark} */`);
      return said.map((text) => ({ text, patch: line.patch }));
    }),
    { text: '}' },
  ];
}

function patchOfLocal({ series }: Program, fn: string, local: string): string | undefined {
  return series.find(({ changes }) =>
    changes.some((change) => change.fn.name === fn && Object.hasOwn(change.locals, local)),
  )?.subject;
}

function declaration(name: string, node: Node, sizes: Sizes): string {
  if (node.kind === 'leaf') {
    const text = domainOf(node).declaration(node, name, sizes);
    return node.startsAt === undefined ? text : text.replace(/;/, ` = ${startText(node.startsAt)};`);
  }
  if (node.kind === 'record') return `struct { ${fieldsText(node.fields, sizes)} } ${name};`;
  const rows = node.rows === 'threads' ? '' : resolveSize(node.rows, sizes, name);
  if (node.plain === true) return declaration(`${name}[${rows}]`, node.row.fields.value!, sizes);
  return `struct { ${fieldsText(node.row.fields, sizes)} } ${name}[${rows}];`;
}

/** The fields of a local that is a record; what a bound says of one would not stand within a line. */
const fieldsText = (fields: Shape, sizes: Sizes): string =>
  Object.entries(fields)
    .map(([name, node]) => declaration(name, node, sizes).replace(/ {2}\/\*.*\*\//, ''))
    .join(' ');

const startText = (value: unknown): string => (value === null ? 'NULL' : String(value));

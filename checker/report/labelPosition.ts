import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AnyFn, designOf, type Scenario, startedFns } from '../../model/language/index.ts';
import { sourceFileOf } from '../../model/language/sourceFile.ts';

/** A line of a source file, from 1. */
export interface SourcePosition {
  /** An absolute path. */
  readonly file: string;
  readonly line: number;
}

/**
 * Where a label of a design is written: in the last patch that brings it, or else in its function. It is looked for in
 * the text of that file, by the names that stand around it; where the label itself is not found, its function's or its
 * hunk's line has to do. Undefined where nobody knows the file, or it is gone.
 */
export function labelPosition(
  scenario: Scenario,
  design: string,
  fn: string,
  label: string,
): SourcePosition | undefined {
  return inPatch(scenario, design, fn, label) ?? inFunction(scenario, design, fn, label);
}

/** Where a scenario lists a design. Undefined where nobody knows the file, as that of a scenario made out of another. */
export function designPosition(scenario: Scenario, design: string): SourcePosition | undefined {
  const start = new RegExp(`\\bscenario\\(\\s*['"\`]${escaped(scenario.name)}['"\`]`);
  return find(scenario, [start, /\bdesigns\s*:/, keyOf(design)]);
}

function inPatch(scenario: Scenario, design: string, fn: string, label: string): SourcePosition | undefined {
  for (const { subject, changes } of designOf(scenario, design).series.toReversed()) {
    for (const change of changes.toReversed()) {
      const hunk = change.hunks.findLast(({ listing }) => Object.hasOwn(listing, label));
      if (change.fn.name !== fn || hunk === undefined) continue;
      const ways = [new RegExp(escaped(subject)), inCall(fn), hunkAt(hunk.place, hunk.at), keyOf(label)];
      return find(hunk, ways);
    }
  }
  return undefined;
}

function inFunction(
  scenario: Scenario,
  design: string,
  name: string,
  label: string,
): SourcePosition | undefined {
  const fn = functionsOf(scenario, design).find((one) => one.name === name);
  const start = new RegExp(`\\bfn\\(\\s*['"\`]${escaped(name)}['"\`]`);
  return fn === undefined ? undefined : find(fn, [start, keyOf(label)]);
}

/** The functions, as they were written, that a design's threads start with, call, or have patched. */
function functionsOf(scenario: Scenario, design: string): AnyFn[] {
  const changes = designOf(scenario, design).series.flatMap((patch) => patch.changes);
  const found = new Set([...startedFns(scenario), ...changes.map(({ fn }) => fn)]);
  const calls = (line: AnyFn['lines'][number]['line']) => {
    if (line?.kind === 'call') found.add(line.callee);
  };
  for (const { hunks } of changes) {
    for (const { listing } of hunks) {
      for (const line of Object.values(listing)) if (typeof line !== 'function') calls(line);
    }
  }
  for (const { lines } of found) for (const { line } of lines) calls(line);
  return [...found];
}

/** The line of the last pattern, each looked for behind the one before; one that is not found is passed over. */
function find(written: object, patterns: readonly RegExp[]): SourcePosition | undefined {
  const file = sourceOf(written);
  if (file === undefined) return undefined;
  const text = readFileSync(file, 'utf8');
  let at = 0;
  for (const pattern of patterns) {
    const match = pattern.exec(text.slice(at));
    if (match !== null) at += match.index + match[0].length;
  }
  return { file, line: text.slice(0, at).split('\n').length };
}

/**
 * The file in which a function, a hunk or a scenario is written, or rather the TypeScript that a built file was made
 * of, where that is there still; undefined where nobody knows the file, or it is gone.
 */
export function sourceOf(written: object): string | undefined {
  const place = sourceFileOf(written);
  if (place === undefined) return undefined;
  const file = place.startsWith('file:') ? fileURLToPath(place) : place;
  const source = file.replace(/\.([cm]?)js$/, '.$1ts');
  const beside = [source, source.replace(/([\\/])dist([\\/])(?!.*[\\/]dist[\\/])/, '$1')];
  return [...beside, file].find((candidate) => existsSync(candidate));
}

/** A label as the key of a listing, behind what is said of it: with its value, as a shorthand or as a method. */
const keyOf = (label: string): RegExp =>
  new RegExp(
    `(?<=[{,]\\s*(?:(?://.*|/\\*(?:[^*]|\\*(?!/))*\\*/)\\s*)*)['"]?${escaped(label)}['"]?(?=\\s*[:,}(])`,
  );
const inCall = (fn: string): RegExp => new RegExp(`\\.in\\(\\s*${escaped(fn)}\\b`);
const hunkAt = (place: string, label: string): RegExp =>
  new RegExp(`\\b${place}\\(\\s*['"\`]${escaped(label)}['"\`]`);

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

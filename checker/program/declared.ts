import {
  type AnyFn,
  allowedNames,
  applySeries,
  ModelError,
  type NamedDesign,
  type PatchedFns,
  type Scenario,
  type Sizes,
  startedFns,
} from '../../model/language/index.ts';
import { namesOf, parseDeclaration, wayNames } from './declaration.ts';
import { type FlatLine, flatLines } from './flatLines.ts';

/** Throws ModelError where something that is declared unreachable, or a label that is expected to fail, is not there. */
export function checkDeclared(scenario: Scenario, design: NamedDesign, fns: PatchedFns, sizes: Sizes): void {
  checkUnreachable(scenario, fns, sizes);
  checkOwn(scenario, design, fns, sizes);
  checkNotAsked(scenario, design);
}

function checkNotAsked({ name, properties }: Scenario, { name: design, notAsked = {} }: NamedDesign): void {
  const asked = properties.flatMap((one) =>
    one.kind === 'never' || one.kind === 'sometimes' || one.kind === 'within' ? [] : [one.name],
  );
  for (const wanted of Object.keys(notAsked)) {
    if (asked.includes(wanted)) continue;
    throw new ModelError(
      `${name}@${design}: it does not ask '${wanted}', which is no property that could be; ${allowedNames(wanted, asked)}`,
    );
  }
}

/** What is declared unreachable is there in some design, if not in this one. */
function checkUnreachable(scenario: Scenario, fns: PatchedFns, sizes: Sizes): void {
  const declared = Object.keys(scenario.unreachable);
  const entries = startedFns(scenario, sizes);
  const own = linesOf(entries, fns);
  const missing = declared.filter((text) => whyNot(text, own) !== undefined);
  if (missing.length === 0) return;
  const all = Object.values(scenario.designs).flatMap(({ series }) =>
    linesOf(entries, applySeries(entries, series)),
  );
  for (const text of missing) {
    const why = whyNot(text, all);
    if (why !== undefined)
      throw new ModelError(`${scenario.name}: it declares '${text}' unreachable, ${why}`);
  }
}

/** What a design declares unreachable, or expects to fail, is its own. */
function checkOwn(scenario: Scenario, design: NamedDesign, fns: PatchedFns, sizes: Sizes): void {
  const { name, unreachable = {}, expected } = design;
  const lines = linesOf(startedFns(scenario, sizes), fns);
  for (const text of Object.keys(unreachable)) {
    const why = whyNot(text, lines);
    if (why !== undefined)
      throw new ModelError(`${scenario.name}@${name}: it declares '${text}' unreachable, ${why}`);
  }
  const at = expected.verdict === 'violated' ? expected.at : undefined;
  const known = [...fns.values()].flatMap((fn) => fn.lines.map(({ label }) => `${fn.name}.${label}`));
  if (at !== undefined && !known.includes(at))
    throw new ModelError(`${scenario.name}@${name}: it has no label '${at}'; ${allowedNames(at, known)}`);
}

/** A line, and everything that it may be called. */
type NamedLine = FlatLine & { readonly names: readonly string[] };

/** Why a declaration means nothing of these lines, with what it could; undefined where it means something. */
function whyNot(text: string, lines: readonly NamedLine[]): string | undefined {
  const { means, place, way } = parseDeclaration(text);
  const meant = lines.filter((line) => means(line.names));
  if (meant.length === 0) {
    const ids = lines.map(({ body, calls, label }) => `${calls.at(-1)?.fn ?? body}.${label}`);
    const near = place.includes('.')
      ? ids
      : lines.flatMap(({ names }) => names).filter((name) => !name.includes('.'));
    return `which is no label; ${allowedNames(place, [...new Set(near)])}`;
  }
  if (way === undefined) return undefined;
  const known = [...new Set(meant.flatMap(({ line }) => wayNames(line)))];
  return known.includes(way) ? undefined : `which has no way '${way}'; ${allowedNames(way, known)}`;
}

/** The lines that threads of these functions run, once for each way to them. */
function linesOf(entries: readonly AnyFn[], fns: PatchedFns): NamedLine[] {
  return [...new Set(entries.map(({ name }) => name))].flatMap((body) =>
    flatLines(fns, body).map((line) => ({ ...line, names: namesOf(line) })),
  );
}

import {
  allowedNames,
  applySeries,
  ModelError,
  type NamedDesign,
  type PatchedFns,
  type Scenario,
  type Sizes,
  startedFns,
} from '../../model/language/index.ts';

/** Throws ModelError where a label that is declared unreachable, or is expected to fail, is none. */
export function checkDeclared(scenario: Scenario, design: NamedDesign, fns: PatchedFns, sizes: Sizes): void {
  checkUnreachable(scenario, fns, sizes);
  checkOwnLabels(scenario.name, design, fns);
}

/** What is declared unreachable is a label in some design, if not in this one. */
function checkUnreachable(scenario: Scenario, fns: PatchedFns, sizes: Sizes): void {
  const declared = Object.keys(scenario.unreachable);
  const known = labelsOf(fns);
  if (declared.every((label) => known.includes(label))) return;
  const entries = startedFns(scenario, sizes);
  const all = Object.values(scenario.designs).flatMap(({ series }) => labelsOf(applySeries(entries, series)));
  for (const label of declared) {
    if (all.includes(label)) continue;
    throw new ModelError(
      `${scenario.name}: it declares '${label}' unreachable, which is no label; ${allowedNames(label, [...new Set(all)])}`,
    );
  }
}

/** What a design declares unreachable, or expects to fail, is a label of its own. */
function checkOwnLabels(scenario: string, design: NamedDesign, fns: PatchedFns): void {
  const { name, unreachable = {}, expected } = design;
  const known = labelsOf(fns);
  const at = expected.verdict === 'violated' && expected.at !== undefined ? [expected.at] : [];
  for (const label of [...Object.keys(unreachable), ...at]) {
    if (known.includes(label)) continue;
    throw new ModelError(`${scenario}@${name}: it has no label '${label}'; ${allowedNames(label, known)}`);
  }
}

function labelsOf(fns: PatchedFns): string[] {
  return [...fns.values()].flatMap(({ name, lines }) => lines.map((line) => `${name}.${line.label}`));
}

import {
  allowedNames,
  alternativesOf,
  applySeries,
  type Leaf,
  type ListedLine,
  ModelError,
  type Over,
  type Scenario,
  type Shape,
  type Size,
  type Sizes,
  startedFns,
} from '../../model/language/index.ts';
import { domainOf } from './domains/index.ts';

/** The size parameters that a scenario has, with their values where nobody sets them. */
export function sizeParameters(scenario: Scenario): Sizes {
  return { ...fallbacks(scenario, scenario.sizes), ...scenario.sizes };
}

/** Throws ModelError for a size that the scenario does not have. */
export function checkSizes(scenario: Scenario, sizes: Sizes): void {
  const set = Object.keys(sizes);
  if (set.length === 0) return;
  const known = Object.keys(fallbacks(scenario, sizes));
  for (const name of set) {
    if (!known.includes(name))
      throw new ModelError(`${scenario.name}: it has no size '${name}'; ${allowedNames(name, known)}`);
  }
}

/** Found in the schema, in how many threads there are, and in the parameters and locals of functions and patches. */
function fallbacks(scenario: Scenario, sizes: Sizes): Sizes {
  const { machine, threads, designs } = scenario;
  const found: Record<string, number> = {};
  const note = (size: Size | 'threads') => {
    if (typeof size === 'object') found[size.name] = size.fallback;
  };
  const visit = (fields: Shape): void => {
    for (const node of Object.values(fields)) {
      if (node.kind === 'record') visit(node.fields);
      else if (node.kind === 'table') {
        note(node.rows);
        visit(node.row.fields);
      } else domainOf(node).sizesIn(node).forEach(note);
    }
  };
  visit(machine.root.fields);
  const entries = Object.values(threads);
  for (const entry of entries) if ('make' in entry) note(entry.count);
  const fns = applySeries(startedFns(scenario, sizes), []);
  for (const { parameters, locals, lines } of fns.values()) {
    visit(parameters);
    visit(locals);
    for (const leaf of lines.flatMap(({ line }) => leavesChosen(line)))
      domainOf(leaf).sizesIn(leaf).forEach(note);
  }
  for (const { series } of Object.values(designs)) {
    for (const { changes } of series) for (const { locals } of changes) visit(locals);
  }
  return found;
}

/** The leaves whose values a line chooses from. */
function leavesChosen(line: ListedLine['line']): Leaf<unknown>[] {
  if (line.kind === 'call') return [];
  const overs = alternativesOf(line).flatMap(({ over = [] }) => over as Over[]);
  return overs.filter((over): over is Leaf<unknown> => typeof over === 'object' && 'domain' in over);
}

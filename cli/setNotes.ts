import type { CheckResult } from '../checker/index.ts';
import { sizeParameters } from '../checker/program/sizeParameters.ts';
import type { Scenario, Sizes } from '../model/language/index.ts';

/** What is to be said of sizes that were set and change nothing: the scenario has them, or nothing uses them. */
export function setNotes(scenario: Scenario, set: Sizes, { bounds, design }: CheckResult): string[] {
  const usual = sizeParameters(scenario);
  const tables = Object.entries(scenario.machine.root.fields);
  return Object.entries(set).flatMap(([name, value]) => {
    const say = (why: string) => [
      `note: --set ${name}=${value} changes nothing in ${scenario.name}@${design}: ${why}`,
    ];
    if (usual[name] === value) return say('that is its size anyway');
    const sized = tables.flatMap(([table, node]) =>
      node.kind === 'table' && typeof node.rows === 'object' && node.rows.name === name ? [table] : [],
    );
    const most = Math.max(...sized.map((table) => bounds.used?.[table] ?? value));
    return sized.length > 0 && most < value && most <= usual[name]!
      ? say(`of ${sized.join(', ')} no more than ${most} ${most === 1 ? 'row is' : 'rows are'} ever used`)
      : [];
  });
}

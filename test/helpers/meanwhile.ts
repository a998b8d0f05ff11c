import type { Access } from '../../checker/meaning/accesses.ts';
import { compile } from '../../checker/packed/compile.ts';
import { buildProgram } from '../../checker/program/program.ts';
import { breadthFirst } from '../../checker/search/breadthFirst.ts';
import { EnabledSteps } from '../../checker/search/enabledSteps.ts';
import { sweep } from '../../checker/search/sweep.ts';
import type { NamedDesign, Scenario } from '../../model/language/index.ts';

const clash = (one: Access, other: Access): boolean =>
  one.stored.some((unit) => other.units.includes(unit)) ||
  other.stored.some((unit) => one.units.includes(unit));

/** Of the labels that give one of some reasons why they are one step: all, and those at which somebody could come between. */
export interface Meanwhile {
  readonly labels: ReadonlySet<string>;
  readonly torn: ReadonlySet<string>;
}

/**
 * Looks in each state of a design, row by row, whether a step that a label has there makes two accesses to what a step of
 * another thread touches that is enabled in that state, one of the two storing.
 */
export async function meanwhile(
  scenario: Scenario,
  design: string | NamedDesign,
  reasons: readonly string[],
): Promise<Meanwhile> {
  const compiled = compile(buildProgram(scenario, design));
  const explored = await breadthFirst(compiled, { sought: 'none' });
  const steps = new EnabledSteps(compiled);
  const labels = new Set<string>();
  const torn = new Set<string>();
  await sweep(explored, {}, (states, offset) => {
    for (const thread of steps.offers.keys()) steps.ask(thread, states, offset);
    steps.offers.forEach((offer, thread) => {
      for (const { execution } of offer?.enabled ?? []) {
        if (!reasons.includes(execution.label.oneStep ?? '')) continue;
        labels.add(execution.label.id);
        const others = steps.offers.flatMap((another, other) =>
          other === thread ? [] : (another?.enabled ?? []).flatMap((one) => one.execution.accesses),
        );
        const met = execution.accesses.filter((access) => others.some((one) => clash(access, one)));
        if (met.length > 1) torn.add(execution.label.id);
      }
    });
  });
  return { labels, torn };
}

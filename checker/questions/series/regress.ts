import { designOf, type Scenario } from '../../../model/language/index.ts';
import { buildProgram } from '../../program/program.ts';
import { realign } from '../../trace/realign.ts';
import type { Fate } from '../../trace/realigned.ts';
import type { KeptRace } from './keptRace.ts';

/** How a kept race fares on one design. */
export interface Regression {
  readonly design: string;
  /** Whether the design must be free of the race; otherwise it is the one that the race was found in. */
  readonly mustBeFree: boolean;
  /** `gone` where the scenario does not have the design any more that the race was found in. */
  readonly fate: Fate | { readonly kind: 'gone' };
  /** The name of the check that fails, where one does. */
  readonly failed?: string;
}

/** Whether it is as it should be: gone where the design must be free of it, and still there where it was found. */
export function isAsItShouldBe({ mustBeFree, fate }: Regression): boolean {
  return mustBeFree ? fate.kind !== 'same' && fate.kind !== 'other' : fate.kind === 'same';
}

/**
 * Takes the steps of a kept race again: on its own design, where it must still happen, and on those that must be free
 * of it, which are the ones that are expected to hold, or the ones that `designs` names.
 */
export function regress(race: KeptRace, scenario: Scenario, designs: readonly string[] = []): Regression[] {
  const { trace } = race;
  const own = Object.hasOwn(scenario.designs, trace.design)
    ? buildProgram(scenario, trace.design, trace.sizes)
    : undefined;
  for (const design of designs) designOf(scenario, design);
  const holding = Object.keys(scenario.designs).filter(
    (name) => scenario.designs[name]!.expected.verdict === 'holds',
  );
  const free = (designs.length > 0 ? designs : holding).filter((name) => name !== trace.design);
  return [trace.design, ...free].map((design) => {
    if (design === trace.design && own === undefined)
      return { design, mustBeFree: false, fate: { kind: 'gone' } };
    const program = design === trace.design ? own! : buildProgram(scenario, design, trace.sizes);
    const { fate, trace: taken } = realign(program, trace, own);
    const { failure } = taken;
    const failed = failure === undefined ? {} : { failed: failure.property ?? failure.check };
    return { design, mustBeFree: design !== trace.design, fate, ...failed };
  });
}

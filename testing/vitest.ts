import { expect } from 'vitest';
import { type CheckResult, check, type Limits } from '../checker/index.ts';
import { violationText } from '../checker/report/index.ts';
import {
  allowedNames,
  engineChecks,
  holds,
  ModelError,
  namedDesign,
  type ScenarioDesign,
  violated,
} from '../model/language/index.ts';
import { subjectOf } from './subject.ts';

/** What a check may cost: as the limits of `mmcheck check`; a design that needs more is not proved. */
export interface HoldOptions {
  readonly limits?: Limits;
}

/** Which violation is expected. */
export interface ViolationOptions extends HoldOptions {
  /** The built-in check that fails, or the name of the property; any violation will do without it. */
  readonly check?: string;
  /** How many steps the shortest race has at most. */
  readonly within?: number;
}

/** What `import 'mmcheck/vitest'` adds to `expect`. The expectations are asynchronous: await them. */
export interface MmcheckMatchers {
  /** The design holds within its bounds, and the proof is not empty. The race is the message where it does not. */
  toHold(options?: HoldOptions): Promise<void>;
  /** The design is violated: the race is found. */
  toBeViolated(options?: ViolationOptions): Promise<void>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration that is extended has this parameter
  interface Matchers<T = any> extends MmcheckMatchers {}
}

expect.extend({
  async toHold(received: ScenarioDesign, { limits = {} }: HoldOptions = {}) {
    const result = await checkFor(received, undefined, limits, 'toHold');
    if (result.verdict === 'incomplete') return undecided(result, this.isNot);
    return {
      pass: result.verdict === 'holds',
      message: () =>
        result.verdict === 'holds'
          ? `${nameOf(received)} holds, and is expected not to; ${within(result)}`
          : `${nameOf(received)} is expected to hold\n\n${raceOf(result, received)}`,
    };
  },

  async toBeViolated(received: ScenarioDesign, options: ViolationOptions = {}) {
    const { check: wanted, within: most = Number.POSITIVE_INFINITY, limits = {} } = options;
    const result = await checkFor(received, { by: wanted }, limits, 'toBeViolated');
    if (result.verdict === 'incomplete') return undecided(result, this.isNot);
    const steps = result.trace?.steps.length ?? 0;
    const expected = `${nameOf(received)} is expected to be violated${wanted === undefined ? '' : ` by ${wanted}`}`;
    const found = result.trace === undefined ? '' : `\n\n${raceOf(result, received)}`;
    return {
      pass: result.asExpected && steps <= most,
      message: () => {
        if (this.isNot) return `${nameOf(received)} is expected not to be violated so${found}`;
        if (result.verdict === 'holds') return `${expected}, and it holds; ${within(result)}`;
        if (!result.asExpected) return `${expected}, and it is violated by something else${found}`;
        return `${expected} within ${most} steps, and the shortest race has ${steps}${found}`;
      },
    };
  },
});

/** Checks a design for what a test expects of it, whatever its scenario expects. */
async function checkFor(
  received: ScenarioDesign,
  violation: { readonly by: string | undefined } | undefined,
  limits: Limits,
  matcher: string,
): Promise<CheckResult> {
  if (typeof received?.scenario?.at !== 'function')
    throw new ModelError(`${matcher}: it is given no design; allowed: scenario.at('design')`);
  const { scenario, design, sizes } = received;
  const by = violation?.by;
  if (by !== undefined) checkName(received, by);
  const expected = violation === undefined ? holds : violated(by);
  return check(scenario, { ...namedDesign(scenario, design), expected }, sizes, { limits });
}

function checkName({ scenario }: ScenarioDesign, by: string): void {
  const possible = [
    ...engineChecks,
    ...scenario.machine.checks,
    ...scenario.properties.filter(({ kind }) => kind !== 'within').map(({ name }) => name),
  ];
  if (!possible.includes(by))
    throw new ModelError(`${scenario.name}: nothing checks '${by}'; ${allowedNames(by, possible)}`);
}

/** Neither an expectation nor its opposite is met by a search that proves nothing. */
function undecided(result: CheckResult, isNot: boolean) {
  const reasons = result.incomplete.map((reason) => `- ${reason}`).join('\n');
  return { pass: isNot, message: () => `${nameOf(result)} could not be decided\n${reasons}` };
}

function raceOf(result: CheckResult, { scenario }: ScenarioDesign): string {
  return violationText(result.trace!, subjectOf(scenario));
}

const within = ({ bounds, states }: CheckResult): string => `within: ${bounds.sentence} (${states} states)`;

function nameOf({ scenario, design }: { scenario: string | { name: string }; design: string }): string {
  return `${typeof scenario === 'string' ? scenario : scenario.name}@${design}`;
}

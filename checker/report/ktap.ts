import { outcomeOf } from '../verdict/outcome.ts';
import { byScenario, outcomeLine, outcomeText, type Reported } from './outcome.ts';

/**
 * Results in the kernel's Test Anything Protocol, version 1: a scenario is a test, a design a subtest of it. A race
 * that is expected and found is a plain `ok` with a diagnostic that says so.
 * https://docs.kernel.org/dev-tools/ktap.html
 */
export function ktapReport(all: readonly Reported[]): string {
  const scenarios = byScenario(all);
  return [
    'KTAP version 1',
    `1..${scenarios.length}`,
    ...scenarios.flatMap(([scenario, of], i) => [
      ...subtests(scenario, of).map((line) => `  ${line}`),
      resultLine(
        i,
        of.every(({ result }) => result.asExpected),
        scenario,
      ),
    ]),
  ].join('\n');
}

function subtests(scenario: string, of: readonly Reported[]): string[] {
  return [
    'KTAP version 1',
    `# Subtest: ${described(scenario)}`,
    `1..${of.length}`,
    ...of.flatMap((one, i) => {
      const { result } = one;
      const directive = outcomeOf(result) === 'incomplete' ? ' # ERROR incomplete' : '';
      return [...diagnostics(one), resultLine(i, result.asExpected, result.design) + directive];
    }),
  ];
}

function diagnostics(one: Reported): string[] {
  const { result, certificate } = one;
  const found = result.trace === undefined ? [] : [`found: ${outcomeLine(result)}`];
  const text = result.asExpected ? found : outcomeText(one).split('\n');
  return [...text, certificate.sentence].map((line) => `# ${oneLine(line)}`.trimEnd());
}

function resultLine(index: number, ok: boolean, name: string): string {
  return `${ok ? 'ok' : 'not ok'} ${index + 1} ${described(name)}`;
}

/** A name without what would begin a directive. */
const described = (name: string): string => oneLine(name).replaceAll('#', '_');
const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ');

import { type Outcome, outcomeOf } from '../verdict/outcome.ts';
import { byScenario, outcomeLine, outcomeText, type Reported, secondsOf } from './outcome.ts';
import { expectedText } from './verdict.ts';

/**
 * Results as JUnit XML in the form that Jenkins, GitLab and KernelCI read: a test suite is a scenario, a test case a
 * design. What is not as expected is a failure with the race table in it; what is incomplete is an error.
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function junitReport(all: readonly Reported[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mmcheck" ${totals(all)}>`,
    ...byScenario(all).flatMap(([scenario, of]) => [
      `  <testsuite name="${escaped(scenario)}" ${totals(of)} skipped="0">`,
      ...of.flatMap((one) => testCase(scenario, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ].join('\n');
}

function totals(all: readonly Reported[]): string {
  const outcomes = all.map(({ result }) => outcomeOf(result));
  const errors = outcomes.filter((outcome) => outcome === 'incomplete').length;
  const failures = outcomes.filter((outcome) => elementOf[outcome] === 'failure').length;
  return `tests="${all.length}" failures="${failures}" errors="${errors}" time="${secondsOf(all).toFixed(3)}"`;
}

const elementOf: Readonly<Record<Outcome, 'failure' | 'error' | undefined>> = {
  'as-expected': undefined,
  'unexpected-violation': 'failure',
  'violation-not-found': 'failure',
  incomplete: 'error',
};

function testCase(scenario: string, one: Reported): string[] {
  const { result, certificate } = one;
  const outcome = outcomeOf(result);
  const element = elementOf[outcome];
  const found =
    outcome === 'as-expected' && result.trace !== undefined ? `found: ${outcomeLine(result)}\n` : '';
  const expected = `expected: ${expectedText(result.expected)}\n`;
  return [
    `    <testcase classname="${escaped(scenario)}" name="${escaped(result.design)}" time="${result.seconds.toFixed(3)}">`,
    ...(element === undefined
      ? []
      : [
          `      <${element} type="${result.violation?.check === undefined ? outcome : escaped(result.violation.check)}" message="${escaped(outcomeLine(result))}">${escaped(outcomeText(one))}</${element}>`,
        ]),
    `      <system-out>${escaped(`${found}${expected}${certificate.sentence}`)}</system-out>`,
    '    </testcase>',
  ];
}

/** Text as XML 1.0 has it, in elements and in attributes; characters that XML cannot have become '?'. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/[&<>"]/g, (character) => entities[character]!);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

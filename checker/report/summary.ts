import type { CheckResult } from '../check.ts';
import { type Paint, plain } from './paint.ts';
import { clip, columns, grouped } from './text.ts';
import { failedName } from './verdict.ts';

const header = [
  '',
  'scenario@design',
  'verdict',
  'expected',
  'states',
  'transitions',
  'depth',
  'seconds',
  'failed',
];
const right = [4, 5, 6, 7];

/**
 * One row a result, `ok` in front where it is as expected and `!!` where it is not; the bounds that the verdicts of each
 * scenario are meant within; and a line that counts.
 */
export function summaryTable(results: readonly CheckResult[], paint: Paint = plain): string {
  const [head, ...rows] = columns([header, ...results.map(row)], right);
  const asExpected = results.filter((result) => result.asExpected).length;
  const others = results.length - asExpected;
  const count = `${asExpected} as expected, ${others} not`;
  return [
    paint('heading', head!),
    ...rows.map((text, i) => paint(roleOf(results[i]!), text.slice(0, 2)) + text.slice(2)),
    ...new Set(results.map(({ scenario, bounds }) => `within ${scenario}: ${bounds.sentence}`)),
    paint(others === 0 ? 'good' : 'bad', count),
  ].join('\n');
}

function row(result: CheckResult): string[] {
  const { scenario, design, verdict, expected, states, transitions, depth, seconds } = result;
  return [
    result.asExpected ? 'ok' : '!!',
    `${scenario}@${design}`,
    verdict,
    expected.verdict,
    grouped(states),
    grouped(transitions),
    String(depth),
    seconds.toFixed(2),
    clip(failedName(result), 60),
  ];
}

function roleOf({ asExpected, verdict }: CheckResult) {
  return asExpected ? 'good' : verdict === 'incomplete' ? 'unsure' : 'bad';
}

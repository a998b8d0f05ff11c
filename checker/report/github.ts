import { relative, sep } from 'node:path';
import { outcomeOf } from '../verdict/outcome.ts';
import { outcomeLine, type Reported } from './outcome.ts';
import { resultPosition } from './resultPosition.ts';
import { counted } from './text.ts';

/** How many error annotations GitHub takes from one step. */
const most = 10;

/**
 * Results that are not as expected as workflow commands of GitHub Actions, which become annotations at the label that
 * failed. `root` is where the repository is checked out. More than ten are counted only: GitHub drops what comes after.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubReport(all: readonly Reported[], root: string): string {
  const wrong = all.filter(({ result }) => !result.asExpected);
  const left = wrong.length - most;
  return [
    ...wrong.slice(0, most).map((one) => annotation(one, root)),
    ...(left > 0 ? [`${counted(left, 'more design')} not as expected`] : []),
  ].join('\n');
}

function annotation({ result, subject, certificate }: Reported, root: string): string {
  const position = resultPosition(result, subject.scenario);
  const place =
    position === undefined
      ? {}
      : { file: relative(root, position.file).split(sep).join('/'), line: String(position.line) };
  const title = `${result.scenario}@${result.design}: ${outcomeOf(result).replaceAll('-', ' ')}`;
  const properties = Object.entries({ ...place, title }).map(
    ([name, value]) => `${name}=${escapedProperty(value)}`,
  );
  const message = [
    outcomeLine(result),
    ...(result.violation === undefined ? [] : [result.violation.message]),
  ];
  return `::error ${properties.join(',')}::${escapedData([...message, certificate.sentence].join('\n'))}`;
}

/** As `toCommandValue` of the Actions toolkit writes it. */
const escapedData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapedProperty = (text: string): string =>
  escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

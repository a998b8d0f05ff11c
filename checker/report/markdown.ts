import { outcomeOf } from '../verdict/outcome.ts';
import { outcomeLine, type Reported, raceText } from './outcome.ts';
import { counted, grouped } from './text.ts';
import { expectedText, failedName } from './verdict.ts';

/**
 * Results as Markdown, for a pull request or a job's summary: a table of verdicts, the race of everything that is not
 * as expected, and the certificates. GitHub's and GitLab's dialects read it alike.
 */
export function markdownReport(all: readonly Reported[]): string {
  const wrong = all.filter(({ result }) => !result.asExpected);
  const counts = `${counted(all.length, 'design')} checked, ${all.length - wrong.length} as expected, ${wrong.length} not`;
  return [
    '# mmcheck',
    counts,
    [
      '| | Design | Verdict | Failed | Expected | States | Seconds |',
      '| --- | --- | --- | --- | --- | ---: | ---: |',
      ...all.map(row),
    ].join('\n'),
    ...wrong.map(section),
    details(
      'Within which bounds',
      all.map(({ certificate }) => `- ${inText(certificate.sentence)}`),
    ),
  ].join('\n\n');
}

function row({ result }: Reported): string {
  const cells = [
    result.asExpected ? 'ok' : '**!!**',
    inText(`${result.scenario}@${result.design}`),
    result.verdict,
    inText(failedName(result)),
    inText(expectedText(result.expected)),
    grouped(result.states),
    result.seconds.toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}

function section(one: Reported): string {
  const { result } = one;
  const race = raceText(one);
  return [
    `## ${inText(`${result.scenario}@${result.design}`)}: ${outcomeOf(result).replaceAll('-', ' ')}`,
    inText(outcomeLine(result)),
    ...(race === '' ? [] : [`\`\`\`text\n${race}\n\`\`\``]),
  ].join('\n\n');
}

function details(summary: string, lines: readonly string[]): string {
  return `<details><summary>${summary}</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

/** Text without what Markdown or a table would read as markup. */
function inText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|~#]/g, '\\$&').replace(/\s+/g, ' ');
}

import { beforeAll, describe, expect, it } from 'vitest';
import { markdownReport } from '../../../checker/report/markdown.ts';
import type { Reported } from '../../../checker/report/outcome.ts';
import { raceTable } from '../../../checker/report/raceTable.ts';
import { nasty, reportedResults } from '../../helpers/reportedResults.ts';

let all: Reported[];
beforeAll(async () => {
  all = await reportedResults();
});

/** The cells of the table's rows, its header among them: split at the pipes that are not escaped. */
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

describe('the Markdown report', () => {
  it('has a row for each design', () => {
    const rows = rowsOf(markdownReport(all));
    expect(rows).toHaveLength(2 + all.length);
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([9]));
    expect(rows[2]!.slice(1, 6)).toEqual([
      'ok',
      'test/lost-update@racy',
      'violated',
      '"no update is lost"',
      'violated by "no update is lost"',
    ]);
    expect(rows[4]![1]).toBe('**!!**');
  });

  it('has a section with the race for each that is not as expected', () => {
    const text = markdownReport(all);
    expect(text.match(/^## .*/gm)).toEqual([
      '## test/lost-update@hopeful: unexpected violation',
      '## test/lost-update@pessimistic: violation not found',
      '## test/lost-update@wrong: unexpected violation',
      '## test/lost-update@atomic: incomplete',
    ]);
    expect(text).toContain(`\`\`\`text\n${raceTable(all[2]!.result.trace!)}\n\nmmcheck replay `);
    expect(text).toContain('7 designs checked, 3 as expected, 4 not');
  });

  it('has the certificate of each', () => {
    expect(markdownReport(all).match(/^- .*machine [0-9a-f]{16}\.$/gm)).toHaveLength(all.length);
  });

  it('keeps its table and its headings whatever names and messages have in them', () => {
    const text = markdownReport([nasty(all)]);
    expect(rowsOf(text).map(({ length }) => length)).toEqual([9, 9, 9]);
    expect(text.match(/^## .*/gm)).toHaveLength(1);
    expect(text.split('<details>')[0]!.split('```')[0]).not.toContain('<b>');
  });
});

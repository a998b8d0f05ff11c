import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { githubReport } from '../../../checker/report/github.ts';
import type { Reported } from '../../../checker/report/outcome.ts';
import { nasty, reportedResults, root } from '../../helpers/reportedResults.ts';

let all: Reported[];
beforeAll(async () => {
  all = await reportedResults();
});

/** A workflow command as the runner reads it: properties split at commas, then unescaped. */
function parse(line: string) {
  const [, properties, message] = /^::error (.*?)::(.*)$/s.exec(line)!;
  const unescaped = (text: string) =>
    text.replace(/%(0D|0A|3A|2C)/g, (code) => decodeURIComponent(code)).replaceAll('%25', '%');
  const entries = properties!.split(',').map((pair) => pair.split('='));
  return {
    message: unescaped(message!),
    ...Object.fromEntries(entries.map(([key, ...value]) => [key, unescaped(value.join('='))])),
  };
}
const annotations = (results: readonly Reported[], at = root) => githubReport(results, at).split('\n');

describe('the GitHub report', () => {
  it('is an annotation for each result that is not as expected, at its line', () => {
    expect(annotations(all).map(parse)).toMatchObject([
      {
        file: 'test/cli/fixtures/counter.ts',
        line: '21',
        title: 'test/lost-update@hopeful: unexpected violation',
        message: expect.stringMatching(/^BUG: mmcheck: broken property .*\n"no update is lost" is false/),
      },
      { file: 'test/cli/fixtures/lostUpdate.ts', title: 'test/lost-update@pessimistic: violation not found' },
      { title: 'test/lost-update@wrong: unexpected violation' },
      {
        title: 'test/lost-update@atomic: incomplete',
        message: expect.stringMatching(/^incomplete: the limit/),
      },
    ]);
  });

  it('has paths that start where the repository does', () => {
    const [first] = annotations(all, path.join(root, 'test')).map(parse);
    expect(first).toMatchObject({ file: 'cli/fixtures/counter.ts' });
  });

  it('has ten annotations at most, and counts the rest', () => {
    const many = Array.from({ length: 12 }, () => all[2]!);
    const lines = annotations(many);
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.slice(10)).toEqual(['2 more designs not as expected']);
    expect(annotations(many.slice(2))).toHaveLength(10);
  });

  it('is one line an annotation, whatever names and messages have in them', () => {
    const one = nasty(all);
    expect(annotations([one])).toHaveLength(1);
    expect(parse(annotations([one])[0]!)).toMatchObject({
      title: `test/lost-update@${one.result.design}: unexpected violation`,
      message: expect.stringContaining('a<b>&"c"\'d\' # e|f %0A: g,h\r\n`i`'),
    });
  });

  it('is empty when all is as expected', () => {
    expect(githubReport([all[0]!, all[6]!], root)).toBe('');
  });
});

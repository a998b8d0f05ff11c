import { checkSeries, type SeriesResult } from '../checker/questions/series/checkSeries.ts';
import { longestSeries } from '../checker/questions/series/prefixes.ts';
import { seriesJson, seriesMatrix } from '../checker/report/seriesMatrix.ts';
import { ModelError } from '../model/language/index.ts';
import { paintFor } from './colours.ts';
import type { Command } from './command.ts';
import { exitCodeOf, exitCodes } from './exitCodes.ts';
import { select } from './loadScenario.ts';
import { searchOptionSpecs, searchSettings } from './searchOptions.ts';
import { parseTarget } from './target.ts';
import { tellError } from './tellError.ts';

/** `mmcheck series`: a design, patch by patch. */
export const command: Command = {
  spec: {
    name: 'series',
    usage: ['mmcheck series SCENARIO[@DESIGN] [options]'],
    about: [
      'Checks a design patch by patch: the machine without a patch, with the first, with the first two, and so on, each of which is a commit that somebody may bisect to. Prints a matrix of these by the properties and checks, what each patch breaks and mends, and which prefixes do not hold. Without a design it takes the one with the longest series.',
      'A prefix that the scenario has as a design is expected to be what that design is; any other one may hold or not, unless --bisectable is given.',
    ],
    words: [1, 1],
    options: {
      ...searchOptionSpecs,
      from: { value: 'DESIGN', help: 'only the patches on top of this design, as git has A..B' },
      bisectable: { help: 'end with 1 unless every prefix holds' },
    },
    examples: [
      ['mmcheck series migration/anon-vma-lifetime', 'from 2.6.34 to 3.0'],
      ['mmcheck series --bisectable ./my.ts@v2', 'for CI: may the series be merged as it is?'],
    ],
  },
  run: async (given, io) => {
    const word = given.words[0]!;
    const selections = await select(word, io.cwd);
    if (selections.length !== 1) {
      const names = selections.map(({ target }) => target);
      throw new ModelError(`'${word}' names ${names.length} scenarios; allowed: one of ${names.join(', ')}`);
    }
    const { designs, ...subject } = selections[0]!;
    const design = parseTarget(word).design === undefined ? longestSeries(subject.scenario) : designs[0]!;
    const { sizes, json, options, end } = searchSettings(given, io);
    const series = await checkSeries(
      subject.scenario,
      design,
      sizes,
      (prefix) => options(`${subject.scenario.name}@${prefix}`),
      given.value('from'),
    ).finally(end);
    io.stdout.write(
      `${json ? seriesJson(series) : seriesMatrix(series, subject, paintFor(io.stdout, io.env))}\n`,
    );
    if (io.interrupted.aborted) return exitCodes.interrupted;
    if (series.error !== undefined) return tellError(series.error, io);
    return exitCode(series, given.flag('bisectable'));
  },
};

function exitCode({ prefixes }: SeriesResult, bisectable: boolean): number {
  const results = prefixes.flatMap(({ result }) => result ?? []);
  if (results.some(({ stopped }) => stopped === 'interrupted')) return exitCodes.interrupted;
  const broken = results.length < prefixes.length || results.some(({ verdict }) => verdict === 'violated');
  if (bisectable && broken) return exitCodes.unexpectedViolation;
  return exitCodeOf(results);
}

import { split } from '../checker/questions/split/split.ts';
import { splitJson, splitText } from '../checker/report/split.ts';
import { paintFor } from './colours.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { selectOne } from './loadScenario.ts';
import { searchOptionSpecs, searchSettings } from './searchOptions.ts';

/** `mmcheck split`: which steps of a design the verdict needs to be one. */
export const command: Command = {
  spec: {
    name: 'split',
    usage: ['mmcheck split SCENARIO@DESIGN [options]'],
    about: [
      'Takes each label apart that makes several accesses to what other threads touch meanwhile, also where it says why it is one step: after each of its accesses others may come. Says which of these splits change the verdict, with the race, and which do not.',
      "What 'mmcheck ablate' is for lines, this is for atomicity: where the verdict hangs on a step, look whether the kernel really makes it one.",
    ],
    words: [1, 1],
    options: searchOptionSpecs,
    examples: [
      ['mmcheck split migration/anon-vma-lifetime@2.6.38', 'which steps must be one'],
      ['mmcheck split zsmalloc/isolated-word@6.5 --json', 'as a document'],
    ],
  },
  run: async (given, io) => {
    const { scenario, design } = await selectOne(given.words[0]!, io.cwd);
    const { sizes, options, json, end } = searchSettings(given, io, { maxStates: 1_000_000, timeout: 60 });
    const result = await split(scenario, design, { sizes, search: options });
    end();
    const text = json
      ? JSON.stringify(splitJson(result), null, 2)
      : splitText(result, paintFor(io.stdout, io.env));
    io.stdout.write(`${text}\n`);
    if (result.interrupted) return exitCodes.interrupted;
    const { base, results } = result;
    const undecided =
      !(base.complete || base.stopped === 'violation') ||
      results.some(({ changes }) => changes === undefined);
    return undecided ? exitCodes.incomplete : exitCodes.asExpected;
  },
};

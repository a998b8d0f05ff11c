import { accesses, buildProgram } from '../checker/index.ts';
import { accessTable, listing, reachedFunctions } from '../checker/report/index.ts';
import { stopReasons } from '../checker/verdict/judge.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { selectOne } from './loadScenario.ts';
import { searchOptionSpecs, searchSettings } from './searchOptions.ts';

const { json: _, ...limitSpecs } = searchOptionSpecs;

/** `mmcheck show`: the functions of a design. */
export const command: Command = {
  spec: {
    name: 'show',
    usage: ['mmcheck show SCENARIO@DESIGN [FUNCTION] [--accesses [options]]'],
    about: [
      `Prints the functions that a design's threads run, as C would write them, or the one function that is
named. Every label is one atomic step; its name, or that of the operation at it, is what the CPU0 /
CPU1 tables show and what a patch anchors on. A + in the margin marks what a patch brought. What
the scenario states as bounds, with within(), stands below.`,
      'With --accesses the design is explored, and a table says of each label that was taken what it loads and stores, which labels of other threads can come between where they touch the same, and under which locks its thread always is. A label with more than one such access is too coarse, unless it says why it is one step.',
    ],
    words: [1, 2],
    options: {
      accesses: { help: 'what each label loads and stores, against whom, and under which locks' },
      ...limitSpecs,
    },
    examples: [
      ['mmcheck show migration/anon-vma-lifetime@2.6.38', 'all functions'],
      ['mmcheck show migration/anon-vma-lifetime@2.6.38 --accesses', 'what they access'],
      ['mmcheck show migration/anon-vma-lifetime@2.6.38 unmap_and_move', 'one function'],
    ],
  },
  run: async (given, io) => {
    const { stdout, cwd } = io;
    const [word, fn] = given.words;
    const { scenario, design } = await selectOne(word!, cwd);
    const { sizes, options, end } = searchSettings(given, io);
    const program = buildProgram(scenario, design, sizes);
    if (given.flag('accesses')) {
      if (fn !== undefined) listing(program, fn);
      const { labels, stopped } = await accesses(program, options(`${scenario.name}@${design}`));
      end();
      const shown = labels.filter(({ label }) => fn === undefined || label.fn === fn);
      stdout.write(`${accessTable(program, shown)}\n`);
      if (stopped === undefined) return exitCodes.asExpected;
      stdout.write(`\nincomplete because ${stopReasons[stopped]}\n`);
      return stopped === 'interrupted' ? exitCodes.interrupted : exitCodes.incomplete;
    }
    const names = fn === undefined ? reachedFunctions(program) : [fn];
    const shown = names.map((name) => listing(program, name));
    if (fn === undefined) shown.push(...program.within.map(({ name }) => `within: ${name}`));
    stdout.write(`${shown.join('\n\n')}\n`);
    return exitCodes.asExpected;
  },
};

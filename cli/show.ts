import { buildProgram } from '../checker/index.ts';
import { listing, reachedFunctions } from '../checker/report/index.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { selectOne } from './loadScenario.ts';

/** `mmcheck show`: the functions of a design. */
export const command: Command = {
  spec: {
    name: 'show',
    usage: ['mmcheck show SCENARIO@DESIGN [FUNCTION]'],
    about: [
      `Prints the functions that a design's threads run, as C would write them, or the one function that is
named. Every label is one atomic step; its name, or that of the operation at it, is what the CPU0 /
CPU1 tables show and what a patch anchors on. A + in the margin marks what a patch brought.`,
    ],
    words: [1, 2],
    options: {},
    examples: [
      ['mmcheck show migration/anon-vma-lifetime@2.6.38', 'all functions'],
      ['mmcheck show migration/anon-vma-lifetime@2.6.38 unmap_and_move', 'one function'],
    ],
  },
  run: async ({ words: [word, fn] }, { stdout, cwd }) => {
    const { scenario, design } = await selectOne(word!, cwd);
    const program = buildProgram(scenario, design);
    const names = fn === undefined ? reachedFunctions(program) : [fn];
    stdout.write(`${names.map((name) => listing(program, name)).join('\n\n')}\n`);
    return exitCodes.asExpected;
  },
};

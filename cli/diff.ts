import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { buildProgram } from '../checker/index.ts';
import type { Paint, Role } from '../checker/report/index.ts';
import { differingListings, type ListingPair } from '../checker/report/listingDiff.ts';
import { paintFor } from './colours.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { selectOne } from './loadScenario.ts';

/** `mmcheck diff`: what changes between two designs, as a patch. */
export const command: Command = {
  spec: {
    name: 'diff',
    usage: ['mmcheck diff SCENARIO@DESIGN [SCENARIO]@DESIGN [FUNCTION]'],
    about: [
      "Prints what changes from the first design to the second as a unified diff of the listings that 'mmcheck show' prints, one section for each function that differs. A function that only one of the designs runs stands against /dev/null. The second design may be given without its scenario.",
    ],
    words: [2, 3],
    options: {},
    examples: [
      ['mmcheck diff migration/anon-vma-lifetime@2.6.37 @2.6.38', 'what 1ce82b69e96 changes'],
      ['mmcheck diff migration/anon-vma-lifetime@2.6.35 @2.6.38 unmap_and_move', 'in one function'],
    ],
  },
  run: async ({ words: [first, second, only] }, { stdout, env, cwd }) => {
    const before = await selectOne(first!, cwd);
    const short = second!.startsWith('@') ? second!.slice(1) : second!;
    const sameScenario = short !== second || Object.hasOwn(before.scenario.designs, short);
    const after = await selectOne(sameScenario ? `${before.target}@${short}` : second!, cwd);
    const pairs = differingListings(
      buildProgram(before.scenario, before.design),
      buildProgram(after.scenario, after.design),
      only,
    );
    const paint = paintFor(stdout, env);
    for (const pair of pairs) stdout.write(coloured(section(pair, before.design, after.design), paint));
    return exitCodes.asExpected;
  },
};

function section({ name, before, after }: ListingPair, from: string, to: string): string {
  const side = (text: string | undefined, label: string) => (text === undefined ? '/dev/null' : label);
  return createTwoFilesPatch(
    side(before, `a/${name}@${from}`),
    side(after, `b/${name}@${to}`),
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { headerOptions: FILE_HEADERS_ONLY },
  );
}

const roles: readonly (readonly [start: string, role: Role])[] = [
  ['---', 'heading'],
  ['+++', 'heading'],
  ['@@', 'aside'],
  ['+', 'good'],
  ['-', 'bad'],
];

function coloured(patch: string, paint: Paint): string {
  return patch
    .split('\n')
    .map((line) => {
      const role = roles.find(([start]) => line.startsWith(start))?.[1];
      return role === undefined ? line : paint(role, line);
    })
    .join('\n');
}

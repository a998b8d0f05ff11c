import { sizeParameters } from '../checker/index.ts';
import { expectedText } from '../checker/report/index.ts';
import { columns } from '../checker/report/text.ts';
import { allowedNames, ModelError, type Scenario } from '../model/language/index.ts';
import { catalogueNames, fromCatalogue } from './catalogue.ts';
import { paintFor } from './colours.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { select } from './loadScenario.ts';

/** `mmcheck list`: what can be checked. */
export const command: Command = {
  spec: {
    name: 'list',
    usage: ['mmcheck list [PATTERN]'],
    about: [
      `Lists scenarios: what each is about, its designs with the verdict that is expected of each, and its
sizes, which 'mmcheck check --set name=value' changes. PATTERN is a part of a name, in which *
stands for anything, or the path of a file with scenarios of your own.`,
    ],
    words: [0, 1],
    options: {},
    examples: [
      ['mmcheck list', 'everything that is shipped'],
      ['mmcheck list migration', 'what has migration in its name'],
      ['mmcheck list ./my.ts', 'the scenarios of a file of your own'],
    ],
  },
  run: async ({ words: [pattern = ''] }, { stdout, env, cwd }) => {
    const paint = paintFor(stdout, env);
    const listed = await scenariosFor(pattern, cwd);
    stdout.write(
      `${listed.map((scenario) => entry(scenario, (name) => paint('heading', name))).join('\n\n')}\n`,
    );
    return exitCodes.asExpected;
  },
};

async function scenariosFor(pattern: string, cwd: string): Promise<Scenario[]> {
  if (/\.[cm]?[jt]s$/.test(pattern)) return (await select(pattern, cwd)).map(({ scenario }) => scenario);
  const parts = pattern.split('*').map((part) => part.replace(/[^\w/-]/g, '\\$&'));
  const matching = new RegExp(parts.join('.*'), 'i');
  const names = catalogueNames().filter((name) => matching.test(name));
  if (names.length === 0)
    throw new ModelError(`list: nothing matches '${pattern}'; ${allowedNames(pattern, catalogueNames())}`);
  return Promise.all(names.map(async (name) => (await fromCatalogue(name))!));
}

function entry(scenario: Scenario, heading: (name: string) => string): string {
  const designs = Object.entries(scenario.designs).map(([name, { expected }]) => [
    `    @${name}`,
    expectedText(expected),
  ]);
  const sizes = Object.entries(sizeParameters(scenario)).map(([name, value]) => `${name}=${value}`);
  return [
    heading(scenario.name),
    `  ${scenario.summary}`,
    ...columns(designs),
    ...(sizes.length === 0 ? [] : [`  sizes: ${sizes.join(', ')}`]),
  ].join('\n');
}

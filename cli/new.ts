import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { messageOf } from '../checker/program/messageOf.ts';
import { shellWord } from '../checker/report/index.ts';
import { ModelError } from '../model/language/index.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { machineTemplate } from './templates/machine.ts';
import { patchTemplate } from './templates/patch.ts';
import { scenarioTemplate, testTemplate, tsconfigTemplate } from './templates/scenario.ts';

/** `mmcheck new`: a model to start from. */
export const command: Command = {
  spec: {
    name: 'new',
    usage: ['mmcheck new NAME [--in FOLDER]'],
    about: [
      `Writes a folder NAME with a small machine, a patch on it, a scenario that checks both designs, and a
test for vitest. All of it runs as it stands, and is meant to be changed. Nothing is overwritten.`,
    ],
    words: [1, 1],
    options: { in: { value: 'FOLDER', help: 'where the folder NAME is made; here, if not said' } },
    examples: [
      ['mmcheck new my-race', 'a folder my-race'],
      ['mmcheck new my-race --in models', 'a folder models/my-race'],
    ],
  },
  run: async (given, { cwd, stdout }) => {
    const name = given.words[0]!;
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
      throw new ModelError(
        `new: '${name}' is no name of a scenario; allowed: lower case, digits, hyphens between them`,
      );
    const folder = resolve(cwd, given.value('in') ?? '.', name);
    const files = {
      'machine.ts': machineTemplate,
      'patch.ts': patchTemplate,
      [`${name}.ts`]: scenarioTemplate(name),
      [`${name}.test.ts`]: testTemplate(name),
      'tsconfig.json': tsconfigTemplate,
    };
    const shown = (file: string) => shellWord(pathFrom(cwd, join(folder, file)));
    const taken = Object.keys(files).find((file) => existsSync(join(folder, file)));
    if (taken !== undefined)
      throw new ModelError(`new: ${shown(taken)} is there already; allowed: a NAME that is free`);
    write(folder, files);
    stdout.write(
      [
        ...Object.keys(files).map((file) => `wrote ${shown(file)}`),
        '',
        'next:',
        `  mmcheck check ${shown(`${name}.ts`)}`,
        `  npx -p typescript tsc -p ${shown('.')}`,
        `  npx vitest run ${shown(`${name}.test.ts`)}`,
        '',
      ].join('\n'),
    );
    return exitCodes.asExpected;
  },
};

function write(folder: string, files: Readonly<Record<string, string>>): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text, { flag: 'wx' });
  } catch (error) {
    const why = messageOf(error);
    throw new ModelError(`new: ${folder} cannot be written: ${why}; allowed: a folder that is free`);
  }
}

/** The path as a command line names it: a relative one begins with a dot. */
function pathFrom(cwd: string, file: string): string {
  const path = relative(cwd, file).split(sep).join('/');
  return path.startsWith('../') ? path : `./${path}`;
}

import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { check } from '../checker/index.ts';
import { keptRace } from '../checker/questions/series/keptRace.ts';
import { headline } from '../checker/report/index.ts';
import { expectedText } from '../checker/report/verdict.ts';
import { ModelError } from '../model/language/index.ts';
import type { Command } from './command.ts';
import { exitCodeOf, exitCodes } from './exitCodes.ts';
import { selectOne } from './loadScenario.ts';
import { searchOptionSpecs, searchSettings } from './searchOptions.ts';
import { saying, traceFileOf, writeText } from './traceFiles.ts';

const { json: _json, ...searchOptions } = searchOptionSpecs;

/** Where kept races are unless the user says otherwise. */
export const racesFolder = 'races';

/** `mmcheck record`: keep the counterexample of a design. */
export const command: Command = {
  spec: {
    name: 'record',
    usage: ['mmcheck record SCENARIO@DESIGN --as NAME [--to FOLDER] [options]'],
    about: [
      `Checks a design and keeps the race that is found as FOLDER/NAME.json, for 'mmcheck regress' to try on the designs that must be free of it and for 'mmcheck replay' to take its steps again. The folder is ${racesFolder}, and is made where it is missing.`,
    ],
    words: [1, 1],
    options: {
      as: { value: 'NAME', help: 'the name of the race: letters, digits, . _ -' },
      to: { value: 'FOLDER', help: 'where it is kept' },
      replace: { help: 'replace a race of the same name' },
      ...searchOptions,
    },
    examples: [
      ['mmcheck record migration/anon-vma-lifetime@2.6.35 --as freed-twice', 'into races/freed-twice.json'],
    ],
  },
  run: async (given, io) => {
    const name = given.value('as');
    if (name === undefined || !/^[A-Za-z0-9][\w.-]*$/.test(name))
      throw new ModelError(
        name === undefined
          ? 'record: --as is missing; allowed: --as NAME'
          : `record: '${name}' is no name of a race; allowed: letters, digits, . _ -`,
      );
    const folder = given.value('to') ?? racesFolder;
    const file = path.join(folder, `${name}.json`);
    if (!given.flag('replace') && existsSync(path.resolve(io.cwd, file)))
      throw new ModelError(`${file}: there is a race of that name; allowed: another name, or --replace`);
    const { design, ...subject } = await selectOne(given.words[0]!, io.cwd);
    const { sizes, options, end } = searchSettings(given, io);
    const title = `${subject.scenario.name}@${design}`;
    const result = await check(subject.scenario, design, sizes, options(title)).finally(end);
    if (result.trace === undefined) {
      io.stderr.write(`mmcheck: there is nothing to keep: ${title} ${saying[result.verdict]}\n`);
      return exitCodeOf([result]) || exitCodes.violationMissing;
    }
    const race = keptRace(traceFileOf(result.trace, result, subject.target), name);
    makeFolder(folder, io.cwd);
    writeText(file, `${JSON.stringify(race, undefined, 2)}\n`, io.cwd);
    io.stdout.write(`${file}: ${headline(result.trace)}, ${result.trace.steps.length} steps\n`);
    if (result.asExpected || result.expected.verdict === 'holds') return exitCodes.asExpected;
    const wanted = expectedText(result.expected);
    io.stderr.write(`mmcheck: ${title} is violated, but not as expected; expected: ${wanted}\n`);
    return exitCodeOf([result]);
  },
};

function makeFolder(folder: string, cwd: string): void {
  try {
    mkdirSync(path.resolve(cwd, folder), { recursive: true });
  } catch (error) {
    throw new ModelError(`${folder}: it cannot be made: ${(error as Error).message}; allowed: a folder`);
  }
}

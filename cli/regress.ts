import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type KeptRace, readKeptRace } from '../checker/questions/series/keptRace.ts';
import { isAsItShouldBe, regress } from '../checker/questions/series/regress.ts';
import { type Regressed, regressionJson, regressionText } from '../checker/report/regressions.ts';
import { ModelError, type Scenario } from '../model/language/index.ts';
import { paintFor } from './colours.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { select } from './loadScenario.ts';
import { racesFolder } from './record.ts';
import { tellError } from './tellError.ts';
import { readText, sayTarget } from './traceFiles.ts';

/** `mmcheck regress`: the kept races against the designs that must be free of them. */
export const command: Command = {
  spec: {
    name: 'regress',
    usage: ['mmcheck regress [FOLDER] [--design D]... [--json]'],
    about: [
      `Takes the steps of every race that 'mmcheck record' keeps in the folder, or in ${racesFolder}, again: on the design that it was found in, where it must still happen, and on every design that is expected to hold, where it must not. Says of each which step is refused and by what, or that the race came back. The steps are aligned by thread and label; one run proves nothing about others, which 'mmcheck check' explores.`,
    ],
    words: [0, 1],
    options: {
      design: {
        value: 'D',
        multiple: true,
        help: 'a design that must be free of the races, instead of those that are expected to hold',
      },
      json: { help: 'one JSON document instead of text' },
    },
    examples: [
      ['mmcheck regress', 'for CI: 1 where a race came back'],
      ['mmcheck regress races --design 3.0', 'on one design'],
    ],
  },
  run: async (given, io) => {
    const folder = given.words[0] ?? racesFolder;
    const all: Regressed[] = [];
    const errors: unknown[] = [];
    for (const file of filesIn(folder, io.cwd)) {
      try {
        const race = readKeptRace(readText(file, io.cwd), file);
        sayTarget(file, race.target, io);
        const scenario = await scenarioOf(race, file, io.cwd);
        all.push({ race, regressions: regress(race, scenario, given.values('design')) });
      } catch (error) {
        errors.push(error);
      }
    }
    if (all.length === 0) throw errors[0];
    const text = given.flag('json') ? regressionJson(all) : regressionText(all, paintFor(io.stdout, io.env));
    io.stdout.write(`${text}\n`);
    const wrong = all.flatMap(({ regressions }) => regressions.filter((one) => !isAsItShouldBe(one)));
    const codes = errors.map((error) => tellError(error, io));
    if (codes.length > 0) return Math.max(...codes);
    if (wrong.some(({ mustBeFree }) => mustBeFree)) return exitCodes.unexpectedViolation;
    return wrong.length > 0 ? exitCodes.violationMissing : exitCodes.asExpected;
  },
};

async function scenarioOf({ target, trace }: KeptRace, file: string, cwd: string): Promise<Scenario> {
  const found = (await select(target, cwd)).find(({ scenario }) => scenario.name === trace.scenario);
  if (found === undefined)
    throw new ModelError(`${file}: ${target} is not ${trace.scenario}; allowed: the scenario of its trace`);
  return found.scenario;
}

function filesIn(folder: string, cwd: string): string[] {
  let names: string[];
  try {
    names = readdirSync(path.resolve(cwd, folder));
  } catch {
    throw new ModelError(`${folder}: there is no such folder; allowed: one that 'mmcheck record' has filled`);
  }
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0)
    throw new ModelError(
      `${folder}: no race is kept in it; allowed: a folder that 'mmcheck record' has filled`,
    );
  return files.map((name) => path.join(folder, name));
}

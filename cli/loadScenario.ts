import type { Subject } from '../checker/report/index.ts';
import { allowedNames, designOf, ModelError, type Scenario } from '../model/language/index.ts';
import { catalogueNames, fromCatalogue } from './catalogue.ts';
import { parseTarget } from './target.ts';

/** A scenario and the designs of it that are meant. */
export interface Selection extends Subject {
  readonly designs: readonly string[];
}

/**
 * What a word of the command line means: the scenario of that name or those of a user's file, with the one design it
 * names or all. Throws ModelError with the nearest name where there is no such scenario or design.
 */
export async function select(word: string, cwd: string): Promise<Selection[]> {
  const { path, name, design } = parseTarget(word);
  const subjects = path === undefined ? [await shipped(name!)] : await fromFile(path, name, cwd);
  if (design === undefined) return subjects.map((s) => ({ ...s, designs: Object.keys(s.scenario.designs) }));
  const having = subjects.filter(({ scenario }) => Object.hasOwn(scenario.designs, design));
  if (having.length === 0) for (const { scenario } of subjects) designOf(scenario, design);
  return having.map((subject) => ({ ...subject, designs: [design] }));
}

/** As `select`, where exactly one design must be meant. */
export async function selectOne(word: string, cwd: string): Promise<Subject & { readonly design: string }> {
  const selections = await select(word, cwd);
  const meant = selections.flatMap(({ designs, ...subject }) =>
    designs.map((design) => ({ ...subject, design })),
  );
  if (meant.length !== 1) {
    const names = meant.map(({ target, design }) => `${target}@${design}`);
    throw new ModelError(`'${word}' names ${meant.length} designs; allowed: one of ${names.join(', ')}`);
  }
  return meant[0]!;
}

async function shipped(name: string): Promise<Subject> {
  const scenario = await fromCatalogue(name);
  if (scenario === undefined) {
    throw new ModelError(
      `there is no scenario '${name}'; ${allowedNames(name, catalogueNames())}, or the path of a file, as ./my.ts`,
    );
  }
  return { scenario, target: name };
}

async function fromFile(path: string, name: string | undefined, cwd: string): Promise<Subject[]> {
  const { loadUserFile } = await import('./userFile.ts');
  const scenarios = await loadUserFile(path, cwd);
  if (name === undefined) {
    const several = scenarios.length > 1;
    return scenarios.map((scenario) => ({ scenario, target: several ? `${path}#${scenario.name}` : path }));
  }
  const found = scenarios.find((scenario: Scenario) => scenario.name === name);
  if (found === undefined) {
    const names = scenarios.map((scenario) => scenario.name);
    throw new ModelError(`${path}: it has no scenario '${name}'; ${allowedNames(name, names)}`);
  }
  return [{ scenario: found, target: scenarios.length > 1 ? `${path}#${name}` : path }];
}

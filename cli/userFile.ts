import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ModelError, nearestName, type Scenario } from '../model/language/index.ts';
import { ownModules } from './ownModules.ts';
import { checkShape } from './scenarioShape.ts';

/**
 * The scenarios that a user's own TypeScript or JavaScript file exports as its default: one, or an array of them.
 * Throws ModelError for a file that is missing, does not parse, throws, or exports something else.
 */
export async function loadUserFile(path: string, cwd: string): Promise<Scenario[]> {
  const file = resolve(cwd, path);
  checkExists(path, file);
  const module = await importFile(path, file);
  const exported = module?.default;
  const scenarios = Array.isArray(exported) ? exported : [exported];
  if (exported === undefined || scenarios.length === 0) {
    const what = exported === undefined ? 'it has no default export' : 'its default export is an empty array';
    throw new ModelError(`${path}: ${what}; allowed: export default scenario('family/name', { ... })`);
  }
  for (const scenario of scenarios) checkShape(path, scenario);
  const names = scenarios.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new ModelError(`${path}: two of its scenarios are called '${twice}'; allowed: one of each name`);
  return scenarios;
}

function checkExists(path: string, file: string): void {
  const found = statOf(file);
  if (found?.isFile() === true) return;
  const near = found === undefined ? nearestName(basename(file), modulesIn(dirname(file))) : undefined;
  throw new ModelError(
    `${path}: ${found === undefined ? 'there is no such file' : 'it is no file'}; ${near === undefined ? '' : `did you mean '${near}'? `}allowed: the path of a file with scenarios`,
  );
}

/** Undefined where there is nothing, or nothing that anybody could get at. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function modulesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /\.[cm]?[jt]s$/.test(name));
  } catch {
    return [];
  }
}

async function importFile(path: string, file: string): Promise<Record<string, unknown> | undefined> {
  const [{ createJiti }, virtualModules] = await Promise.all([import('jiti'), ownModules()]);
  const jiti = createJiti(import.meta.url, { fsCache: false, interopDefault: false, virtualModules });
  try {
    return await settled(path, jiti.import(file));
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(`${path}: ${whyNotLoaded(error)}`);
  }
}

/** How long a file may take to be loaded, in seconds. */
const loadSeconds = 10;

/** What a file comes to; throws ModelError where it awaits what never comes. */
function settled<T>(path: string, loading: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (why: string) =>
      reject(
        new ModelError(`${path}: it cannot be loaded: ${why}; allowed: files that need wait for nothing`),
      );
    const nothingLeft = () => giveUp('it awaits what never comes');
    const timer = setTimeout(() => giveUp(`it takes more than ${loadSeconds} s`), loadSeconds * 1000).unref();
    process.once('beforeExit', nothingLeft);
    const end = () => {
      clearTimeout(timer);
      process.off('beforeExit', nothingLeft);
    };
    loading.then(resolve, reject).finally(end);
  });
}

function whyNotLoaded(error: unknown): string {
  if (!(error instanceof Error)) return `it throws ${String(error)} while it is loaded`;
  const { message } = error;
  const unparsable = /^ParseError: (.*?)\s*\n.*?([^/\\]+):(\d+):\d+/.exec(message);
  if (unparsable !== null) {
    const [, what, file, line] = unparsable;
    return `${file} does not parse: ${what}, near line ${line}`;
  }
  return `it cannot be loaded: ${message.split('\n')[0]}${placeIn(error)}`;
}

/** Where an error comes from, as ` (my.ts, near line 3)`; empty where it does not say. */
export function placeIn(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const frames = (error.stack ?? '').split('\n    at ').slice(1);
  const others = frames.filter((frame) => !frame.includes('/cli/ownProcess.')).join('\n');
  const at = /([^/\\\s(]+\.[cm]?[jt]s):(\d+):\d+/.exec(others);
  return at === null || at[1] === 'jiti.cjs' ? '' : ` (${at[1]}, near line ${at[2]})`;
}

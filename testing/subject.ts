import { relative, sep } from 'node:path';
import type { Subject } from '../checker/report/index.ts';
import { sourceOf } from '../checker/report/labelPosition.ts';
import type { Scenario } from '../model/language/index.ts';

/** Where the scenarios are that are known by their names. */
const shipped = import.meta.dirname.replace(/(?:[\\/]dist)?[\\/]testing$/, '');

/** A scenario as a command line names it: by its name where it is shipped, else by the file it is written in. */
export function subjectOf(scenario: Scenario): Subject {
  const file = sourceOf(scenario);
  if (file === undefined || /^[\\/](?:dist[\\/])?(?:scenarios|bench)[\\/]/.test(within(shipped, file)))
    return { scenario, target: scenario.name };
  const path = relative('.', file).split(sep).join('/');
  return { scenario, target: path.startsWith('../') ? path : `./${path}` };
}

const within = (folder: string, file: string): string =>
  file.startsWith(folder) ? file.slice(folder.length) : '';

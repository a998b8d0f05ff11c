import type { Detail } from '../checker/report/steps.ts';
import { ModelError } from '../model/language/index.ts';
import type { Arguments, OptionSpec } from './command.ts';

/** The options that say how much of a run is shown. */
export const detailOptions = {
  brief: { help: 'only the steps that change shared state or fail, in the list and in the table' },
  full: { help: 'every step, with the fields that it changes (the default)' },
  diff: { help: 'every step, its changes as lines that go and lines that come' },
} as const satisfies Readonly<Record<Detail, OptionSpec>>;

/** What they say; throws ModelError where it is two things at once. */
export function detailOf(given: Arguments): Detail {
  const wanted = (['brief', 'full', 'diff'] as const).filter((name) => given.flag(name));
  if (wanted.length > 1)
    throw new ModelError(
      `--${wanted[1]}: it contradicts --${wanted[0]}; allowed: one of --brief, --full, --diff`,
    );
  return wanted[0] ?? 'full';
}

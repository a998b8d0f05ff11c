import type { Detail } from '../checker/report/steps.ts';
import { ModelError } from '../model/language/index.ts';
import type { Arguments, OptionSpec } from './command.ts';

/** The options of every command that shows runs, which say how much of one is shown. */
export const detailOptions = {
  brief: { help: 'of a run only the steps that change shared state or are part of the failure' },
  full: { help: 'of a run every step, with the fields that it changes' },
  diff: { help: 'of a run every step, its changes as lines that go and lines that come' },
} as const satisfies Readonly<Record<Detail, OptionSpec>>;

/** What they say, undefined where that is nothing; throws ModelError where it is two things at once. */
export function detailOf(given: Arguments): Detail | undefined {
  const wanted = (['brief', 'full', 'diff'] as const).filter((name) => given.flag(name));
  if (wanted.length > 1)
    throw new ModelError(
      `--${wanted[1]}: it contradicts --${wanted[0]}; allowed: one of --brief, --full, --diff`,
    );
  return wanted[0];
}

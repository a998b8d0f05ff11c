import type { Limits, Progress } from '../checker/index.ts';
import type { Sizes } from '../model/language/index.ts';
import type { Arguments, OptionSpec } from './command.ts';
import type { Io } from './io.ts';
import { ProgressLine } from './progress.ts';
import { bytes, seconds, sizes, wholeNumber } from './values.ts';

/** The options of every command that searches several times. */
export const searchOptionSpecs = {
  set: { value: 'name=value', multiple: true, help: "a size of the scenario, as 'mmcheck list' shows them" },
  'max-states': { value: 'n', help: 'give a search up, as incomplete, at so many states' },
  timeout: { value: 'seconds', help: 'give a search up after that time' },
  'max-memory': {
    value: 'bytes',
    help: 'give a search up when its tables need more, as 512m or 2g; 3/4 of the memory if left out',
  },
  json: { help: 'one JSON document instead of text' },
  quiet: { help: 'no progress' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** What those options say. */
export interface SearchSettings {
  readonly sizes: Sizes;
  readonly limits: Limits;
  readonly json: boolean;
  /** What a search is run with, under a title for its progress line. */
  readonly options: (title: string) => {
    readonly limits: Limits;
    readonly onProgress: (now: Progress) => boolean;
  };
  /** Takes the progress line away. */
  readonly end: () => void;
}

/** Reads them; `usual` are the limits where the user gives none. */
export function searchSettings(given: Arguments, io: Io, usual: Limits = {}): SearchSettings {
  const limits = limitsOf(given, usual);
  let line: ProgressLine | undefined;
  return {
    sizes: sizes(given.values('set')),
    limits,
    json: given.flag('json'),
    options: (title) => {
      line?.end();
      line = given.flag('quiet') ? undefined : new ProgressLine(io, title);
      return {
        limits,
        onProgress: (now) => {
          line?.update(now);
          return io.interrupted.aborted;
        },
      };
    },
    end: () => line?.end(),
  };
}

/** The limits among the options; `usual` are those where the user gives none. */
export function limitsOf(given: Arguments, usual: Limits = {}): Limits {
  return {
    maxStates: read(given, 'max-states', wholeNumber) ?? usual.maxStates,
    timeout: read(given, 'timeout', seconds) ?? usual.timeout,
    maxMemory: read(given, 'max-memory', bytes) ?? usual.maxMemory,
  };
}

/** The value of an option as `how` reads it; undefined where the option is not given. */
export function read<T>(
  given: Arguments,
  name: string,
  how: (option: string, text: string) => T,
): T | undefined {
  const text = given.value(name);
  return text === undefined ? undefined : how(name, text);
}

import { ModelError } from '../model/language/index.ts';

/** What a word such as `family/name@design` or `./my.ts#family/name@design` names. */
export interface Target {
  /** The path of a user's own file. */
  readonly path?: string;
  /** The scenario; left out where the file has only one, or all of them are meant. */
  readonly name?: string;
  /** The design; left out where all of them are meant. */
  readonly design?: string;
}

/** Reads the name of a scenario, with its design if there is one; throws ModelError for an empty part. */
export function parseTarget(word: string): Target {
  const file = /^(.*?\.[cm]?[jt]s)(#[^@]*)?(@.*)?$/s.exec(word);
  const relative = /^(?:\.{0,2}\/)/.test(word);
  if (file === null && relative)
    throw new ModelError(`'${word}' is no file of a scenario; allowed: a path that ends in .ts, .js or .mjs`);
  const [, path, name, design] = file ?? [undefined, undefined, ...split(word)];
  const empty = [name, design].find((part) => part === '' || part === '#' || part === '@');
  if (empty !== undefined || (file === null && word === ''))
    throw new ModelError(`'${word}' names no scenario; allowed: family/name, family/name@design, ./file.ts`);
  return {
    ...(path === undefined ? {} : { path }),
    ...(name === undefined ? {} : { name: name.replace(/^#/, '') }),
    ...(design === undefined ? {} : { design: design.slice(1) }),
  };
}

function split(word: string): [string | undefined, string | undefined] {
  const at = word.indexOf('@');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at)];
}

import { parseArgs } from 'node:util';
import { allowedNames, ModelError } from '../model/language/index.ts';
import type { Arguments, CommandSpec } from './command.ts';

/** The options that every command has. */
export const commonOptions = {
  help: { help: 'say how the command is used' },
} as const;

/** Reads a command's arguments; throws ModelError for an option it lacks, a value that is missing, a word too many. */
export function parseArguments(spec: CommandSpec, argv: readonly string[]): Arguments {
  const known = { ...spec.options, ...commonOptions };
  const words: string[] = [];
  const given = new Map<string, string[]>();
  const wrong = (what: string) => new ModelError(`${spec.name}: ${what}`);
  for (const token of tokensOf(known, argv)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(known, name) ? known[name as keyof typeof known] : undefined;
    if (option === undefined) {
      const allowed = Object.keys(known).map((key) => `--${key}`);
      throw wrong(`there is no option '${rawName}'; ${allowedNames(rawName, allowed)}`);
    }
    const placeholder = 'value' in option ? option.value : undefined;
    if (placeholder === undefined && value !== undefined)
      throw wrong(`the option '${rawName}' takes no value, and got '${value}'`);
    if (placeholder !== undefined && value === undefined)
      throw wrong(`the option '${rawName}' needs a value; allowed: ${rawName} ${placeholder}`);
    given.set(name, [...(given.get(name) ?? []), value ?? '']);
  }
  const [least, most] = spec.words;
  const usage = `allowed: ${spec.usage.join(', or ')}`;
  if (!given.has('help')) {
    if (words.length < least) throw wrong(`something is missing; ${usage}`);
    if (words.length > most) throw wrong(`'${words[most]}' is one word too many; ${usage}`);
  }
  return {
    words,
    flag: (name) => given.has(name),
    value: (name) => given.get(name)?.at(-1),
    values: (name) => given.get(name) ?? [],
  };
}

function tokensOf(known: CommandSpec['options'], argv: readonly string[]) {
  const options = Object.entries(known).map(([name, option]) => {
    const type: 'string' | 'boolean' = 'value' in option ? 'string' : 'boolean';
    return [name, name === 'help' ? { type, short: 'h' } : { type }] as const;
  });
  return parseArgs({ args: [...argv], options: Object.fromEntries(options), strict: false, tokens: true })
    .tokens;
}

import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../cli/arguments.ts';
import type { CommandSpec } from '../../cli/command.ts';
import { refusal } from '../helpers/refusal.ts';

const spec: CommandSpec = {
  name: 'try',
  usage: ['mmcheck try WORD [WORD]'],
  about: [],
  words: [1, 2],
  options: {
    set: { value: 'name=value', multiple: true, help: '' },
    timeout: { value: 'seconds', help: '' },
    json: { help: '' },
  },
  examples: [],
};
const parse = (...argv: readonly string[]) => parseArguments(spec, argv);

describe('parseArguments', () => {
  it('reads words, flags and values in any order', () => {
    const given = parse('--set', 'a=1', 'word', '--json', '--set=b=2', '--timeout', '3', '--timeout=5');
    expect(given.words).toEqual(['word']);
    expect(given.flag('json')).toBe(true);
    expect(given.values('set')).toEqual(['a=1', 'b=2']);
    expect(given.value('timeout')).toBe('5');
    expect(given.value('set')).toBe('b=2');
    expect(parse('word').value('timeout')).toBeUndefined();
  });

  it('takes what follows -- for words, and an empty text for a value', () => {
    expect(parse('--', '--json').words).toEqual(['--json']);
    expect(parse('word', '--timeout', '').value('timeout')).toBe('');
  });

  it.each<[string[], string]>([
    [
      ['word', '--tmeout', '3'],
      "try: there is no option '--tmeout'; did you mean '--timeout'? (allowed: --set, --timeout, --json, --help)",
    ],
    [['word', '-x'], "try: there is no option '-x'; allowed: --set, --timeout, --json, --help"],
    [['word', '--json=1'], "try: the option '--json' takes no value, and got '1'"],
    [['word', '--timeout'], "try: the option '--timeout' needs a value; allowed: --timeout seconds"],
    [[], 'try: something is missing; allowed: mmcheck try WORD [WORD]'],
    [['a', 'b', 'c'], "try: 'c' is one word too many; allowed: mmcheck try WORD [WORD]"],
  ])('refuses %j', (argv, message) => {
    expect(refusal(() => parse(...argv))).toBe(message);
  });

  it('asks for no words where help is wanted', () => {
    expect(parse('--help').flag('help')).toBe(true);
    expect(parse('-h').flag('help')).toBe(true);
  });

  it('takes no name of Object for an option', () => {
    expect(refusal(() => parse('word', '--constructor'))).toContain("no option '--constructor'");
  });
});

import { columns, wrap } from '../checker/report/text.ts';
import { commonOptions } from './arguments.ts';
import type { CommandSpec } from './command.ts';
import { commands } from './commands.ts';

/** What `mmcheck --help` says. */
export function toolHelp(): string {
  const summaries = Object.entries(commands).map(([name, { summary }]) => [name, summary]);
  return sections([
    paragraph(
      `mmcheck checks designs of Linux memory management for races, by exploring every interleaving of a
bounded model. It prints the shortest race as the CPU0 / CPU1 table of a commit message, or says
within which bounds there is none.`,
    ),
    'usage: mmcheck COMMAND ...',
    table(summaries),
    table([
      ['--help, -h', 'this, or behind a command how it is used'],
      ['--version', 'the version'],
    ]),
    paragraph(
      `A scenario is named family/name, one of its designs family/name@design. A scenario of your own is
named by the path of its file, ./my.ts or ./my.ts@design; where the file exports several,
./my.ts#family/name@design is one of them.`,
    ),
    `exit codes\n${table(codes)}`,
    `examples\n${table(examples)}`,
  ]);
}

const codes = [
  ['0', 'every result is as expected and complete'],
  ['1', 'a violation that was not expected'],
  ['2', 'a mistake in the command line or in a model, or an output that cannot be written'],
  ['3', 'incomplete: a limit was reached, or something never happened'],
  ['4', 'an expected violation was not found'],
  ['70', 'an internal error'],
  ['130', 'interrupted, after a report of what was known: 143 by SIGTERM, 129 by SIGHUP'],
];

const examples = [
  ['mmcheck list', 'what can be checked'],
  ['mmcheck check migration/anon-vma-lifetime@2.6.34', 'find the race of one design'],
  ['mmcheck check', 'check everything: for CI'],
  ['mmcheck show migration/anon-vma-lifetime@2.6.38', 'read the functions that were checked'],
];

/** What `mmcheck COMMAND --help` says. */
export function commandHelp(spec: CommandSpec): string {
  const options = Object.entries({ ...spec.options, ...commonOptions }).map(([name, option]) => [
    'value' in option ? `--${name} ${option.value}` : `--${name}`,
    option.help,
  ]);
  return sections([
    spec.usage.map((line, i) => `${i === 0 ? 'usage:' : '      '} ${line}`).join('\n'),
    ...spec.about.map(paragraph),
    `options\n${table(options)}`,
    `examples\n${table(spec.examples)}`,
  ]);
}

const sections = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
const paragraph = (text: string): string => wrap(text).join('\n');
const table = (rows: readonly (readonly string[])[]): string =>
  columns(rows.map(([first, ...rest]) => [`  ${first}`, ...rest])).join('\n');

import { constants } from 'node:os';
import { allowedNames, ModelError } from '../model/language/index.ts';
import { parseArguments } from './arguments.ts';
import { commands } from './commands.ts';
import { exitCodes } from './exitCodes.ts';
import type { Io } from './io.ts';
import { tellError } from './tellError.ts';
import { version } from './version.ts';

/** Runs the tool on what stood on its command line and returns its exit code; it does not throw. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const code = await dispatch(argv, io);
    return code === exitCodes.interrupted ? interruptedCode(io.interrupted.reason) : code;
  } catch (error) {
    return tellError(error, io);
  }
}

/** What a shell says of a program that the signal has ended. */
function interruptedCode(signal: unknown): number {
  const { signals } = constants;
  return typeof signal === 'string' && Object.hasOwn(signals, signal)
    ? 128 + signals[signal as NodeJS.Signals]
    : exitCodes.interrupted;
}

async function dispatch([name, ...rest]: readonly string[], io: Io): Promise<number> {
  if (name === '--version') {
    io.stdout.write(`mmcheck ${version()}\n`);
    return exitCodes.asExpected;
  }
  if (name === undefined || name === '--help' || name === '-h') {
    const { toolHelp } = await import('./help.ts');
    (name === undefined ? io.stderr : io.stdout).write(toolHelp());
    return name === undefined ? exitCodes.usage : exitCodes.asExpected;
  }
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found === undefined) {
    const allowed = [...Object.keys(commands), '--help', '--version'];
    throw new ModelError(`there is no command '${name}'; ${allowedNames(name, allowed)}`);
  }
  const { command } = await found.load();
  const given = parseArguments(command.spec, rest);
  if (!given.flag('help')) return command.run(given, io);
  const { commandHelp } = await import('./help.ts');
  io.stdout.write(commandHelp(command.spec));
  return exitCodes.asExpected;
}

import type { Io } from './io.ts';

/** An option of a command; one without `value` is a flag. */
export interface OptionSpec {
  readonly help: string;
  /** What stands for the value in the help: `n`, `name=value`. */
  readonly value?: string;
  /** May be given several times; otherwise the last one counts. */
  readonly multiple?: boolean;
}

/** How a command is called, and what its help says. */
export interface CommandSpec {
  readonly name: string;
  readonly usage: readonly string[];
  /** Paragraphs. */
  readonly about: readonly string[];
  /** How many words it takes beside its options. */
  readonly words: readonly [least: number, most: number];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Commands that can be typed as they are, and what each is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
}

/** A command of the tool: `run` returns the exit code; it throws ModelError for what the user got wrong. */
export interface Command {
  readonly spec: CommandSpec;
  readonly run: (given: Arguments, io: Io) => Promise<number>;
}

/** What the user gave a command. */
export interface Arguments {
  readonly words: readonly string[];
  flag(name: string): boolean;
  /** The value of an option, the last one if there are several. */
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

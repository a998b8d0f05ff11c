import { ModelError, type Sizes } from '../model/language/index.ts';
import type { Shard } from './shard.ts';

/** A whole number of at least 1; throws ModelError for anything else. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value))
    throw new ModelError(`--${option}: '${text}' is not possible; allowed: whole numbers from 1`);
  return value;
}

/** A number of seconds, which may have a fraction; throws ModelError for anything else. */
export function seconds(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || !(value > 0))
    throw new ModelError(`--${option}: '${text}' is no time; allowed: seconds, as in 90 or 0.5`);
  return value;
}

const units = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 } as const;

/** A number of bytes with a unit, `512m` or `2g`; throws ModelError for anything else. */
export function bytes(option: string, text: string): number {
  const match = /^(\d*\.?\d+)([kmgt]?)b?$/i.exec(text);
  const value = match === null ? 0 : Number(match[1]) * units[match[2]!.toLowerCase() as keyof typeof units];
  if (!(value >= 1))
    throw new ModelError(
      `--${option}: '${text}' is no amount of memory; allowed: bytes with k, m, g or t behind them, as in 2g`,
    );
  return Math.floor(value);
}

/** The sizes of `--set name=value`; throws ModelError for another form, a value that is no whole number, a name twice. */
export function sizes(settings: readonly string[]): Sizes {
  const set = new Map<string, number>();
  for (const setting of settings) {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(setting) ?? [];
    if (name === undefined || value === undefined)
      throw new ModelError(`--set: '${setting}' sets nothing; allowed: name=value, as in pages=3`);
    if (!/^\d+$/.test(value))
      throw new ModelError(
        `--set: '${value}' is no value for ${name}; allowed: whole numbers, as in ${name}=3`,
      );
    if (set.has(name)) throw new ModelError(`--set: ${name} is set twice; allowed: once`);
    set.set(name, Number(value));
  }
  return Object.fromEntries(set);
}

/** A part of the work, `2/5` for the second of five; throws ModelError for another form or a part that there is not. */
export function shard(option: string, text: string): Shard {
  const [index = 0, count = 0] = /^\d+\/\d+$/.test(text) ? text.split('/').map(Number) : [];
  if (index < 1 || index > count || !Number.isSafeInteger(count))
    throw new ModelError(`--${option}: '${text}' is no part; allowed: i/n with i from 1 to n, as in 2/5`);
  return { index, count };
}

import { type Code, js } from '../../code/js.ts';

/** A whole number from 0 to max, undefined for anything else; there is one zero, as in a word of the state. */
export function within(value: unknown, max: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
    ? value + 0
    : undefined;
}

/** An expression for whether `v` is such a number; `max` is below 2^31. */
export function withinCode(max: number): Code {
  return js`(typeof v === 'number' && v >= 0 && v <= ${max} && (v | 0) === v)`;
}

import { type Code, js } from '../../code/js.ts';

/** A whole number from 0 to max as it is, undefined for anything else. */
export function within(value: unknown, max: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
    ? value
    : undefined;
}

/** An expression for whether `v` is such a number; `max` is below 2^31. */
export function withinCode(max: number): Code {
  return js`(v >= 0 && v <= ${max} && (v | 0) === v)`;
}

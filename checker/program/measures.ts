import { describe, ModelError, type Property, type Threads } from '../../model/language/index.ts';

/** A statement of bounds: a state in which it is false is beyond them. */
export type Within = Extract<Property<never>, { kind: 'within' }>;

/** A number that a scenario wants to know the largest value of. */
export type Measure = Extract<Property<never>, { kind: 'maximum' }>;

/** The properties with each measure that has a bound asked in every state, the measures, and the statements of bounds. */
export function splitMeasures(properties: readonly Property<never>[]): {
  readonly questions: readonly Property<never>[];
  readonly measures: readonly Measure[];
  readonly within: readonly Within[];
} {
  return {
    questions: properties.flatMap((one) =>
      one.kind === 'maximum' ? boundOf(one) : one.kind === 'within' ? [] : [one],
    ),
    measures: properties.filter((one) => one.kind === 'maximum'),
    within: properties.filter((one) => one.kind === 'within'),
  };
}

function boundOf({ name, measure, atMost }: Measure): Property<never>[] {
  if (atMost === undefined) return [];
  const holds = (state: never, threads: Threads) => numberOf(measure(state, threads)) <= atMost;
  return [{ kind: 'always', name, holds }];
}

/** What a measure answers; throws ModelError where that is no number. */
export function numberOf(value: unknown): number {
  // There is one zero.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
  throw new ModelError(`it measures ${describe(value)}; allowed: a number`);
}

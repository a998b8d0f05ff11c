import { describe, ModelError, type Property, type Threads } from '../../model/language/index.ts';

/** A number that a scenario wants to know the largest value of. */
export type Measure = Extract<Property<never>, { kind: 'maximum' }>;

/** The properties with each measure that has a bound asked in every state, and the measures. */
export function splitMeasures(properties: readonly Property<never>[]): {
  readonly questions: readonly Property<never>[];
  readonly measures: readonly Measure[];
} {
  return {
    questions: properties.flatMap((one) => (one.kind === 'maximum' ? boundOf(one) : [one])),
    measures: properties.filter((one) => one.kind === 'maximum'),
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

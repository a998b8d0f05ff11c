/**
 * Where a check fails: in a state, in a state as the end of a run, in a step, in the order that a step gives locks, or in
 * a round that is gone through for ever.
 */
export type Where =
  | { readonly kind: 'state' | 'end' }
  /** `step` is the number of the step among the program's. */
  | { readonly kind: 'step' | 'order'; readonly step: number }
  | RoundWhere;

/**
 * A round behind the state from which it cannot be avoided. `steps` lead on from there, by number; the last `length` of
 * them are the round, which comes back to the state that it began in.
 */
export interface RoundWhere {
  readonly kind: 'round';
  readonly steps: readonly number[];
  readonly length: number;
}

/** A check that failed. */
export interface Failure {
  readonly check: string;
  /** The property in whose words it is reported. */
  readonly property?: string;
  readonly message: string;
  /** The path of the field or the row that it is about, `page[1].count` or `page[1]`, where it names one. */
  readonly about?: string;
  /** Whether it is the freeing of a row that must not be. */
  readonly frees?: boolean;
  readonly where: Where;
  /** What else fails in the same state or the same step. */
  readonly also?: readonly Failure[];
}

/** The failures of one state or step as the first of them, with the others beside it; undefined where there is none. */
export function together([first, ...also]: readonly Failure[]): Failure | undefined {
  return first === undefined || also.length === 0 ? first : { ...first, also };
}

/** A failure and those beside it, each alone. */
export function apart({ also = [], ...first }: Failure): readonly Failure[] {
  return [first, ...also];
}

/** Whether two failures are of the same check, in the words of the same property. */
export function isSameCheck(
  one: Pick<Failure, 'check' | 'property'> | undefined,
  other: Pick<Failure, 'check' | 'property'> | undefined,
): boolean {
  return one?.check === other?.check && one?.property === other?.property;
}

/** The same failures, said by the first of them that is preferred, if one is. */
export function preferring(failure: Failure, prefers: (one: Failure) => boolean): Failure {
  const all = apart(failure);
  const first = all.find(prefers) ?? all[0]!;
  return together([first, ...all.filter((one) => one !== first)])!;
}

/** The name of the failure in reports: the property's, or the check's where no property has it. */
export const nameOfFailure = ({ check, property }: Pick<Failure, 'check' | 'property'>): string =>
  property ?? check;

/** The number of the step that fails; undefined where it is a state. */
export function failingStep({ where }: Failure): number | undefined {
  return where.kind === 'step' || where.kind === 'order' ? where.step : undefined;
}

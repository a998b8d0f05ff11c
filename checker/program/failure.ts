/** Where a check fails: in a state, in a state as the end of a run, in a step, or in the order that a step gives locks. */
export type Where =
  | { readonly kind: 'state' | 'end' }
  /** `step` is the number of the step among the program's. */
  | { readonly kind: 'step' | 'order'; readonly step: number };

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
}

/** The name of the failure in reports: the property's, or the check's where no property has it. */
export const nameOfFailure = ({ check, property }: Pick<Failure, 'check' | 'property'>): string =>
  property ?? check;

/** The number of the step that fails; undefined where it is a state. */
export function failingStep({ where }: Failure): number | undefined {
  return where.kind === 'step' || where.kind === 'order' ? where.step : undefined;
}

import type { Predicate } from '../../model/language/index.ts';

/** A property that is asked about a state. */
export interface AskedProperty {
  readonly name: string;
  readonly holds: Predicate<never>;
}

/** Knows which properties need not be asked in the state that is looked at, as all that they look at was so before. */
export interface Known {
  /** Whether the property is known to answer what it has answered to `note` before. */
  has(property: AskedProperty): boolean;
  /** The property has answered so; of one property it is always the same answer that is told. */
  note(property: AskedProperty, answer: boolean): void;
}

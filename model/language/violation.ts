/** What a violation is about, beside its words. */
export interface ViolationOf {
  /** The property that the step breaks, where the check is one. */
  readonly property?: string | undefined;
  /** The row or field that it is about, as views name it: `anon_vma[0]`, `page[1].count`. */
  readonly about?: string | undefined;
  /** Whether it is the freeing of a row that must not be. */
  readonly frees?: boolean | undefined;
}

/**
 * What a step throws when the machine does what it must never do: what it touches is gone, an assertion fails.
 * Both engines turn it into a violated verdict whose trace ends in that step.
 */
export class Violation extends Error {
  override readonly name = 'Violation';
  /** A scenario may have been written with another copy of this file than the one that checks it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'Violation' && 'check' in value;
  }

  /** The check that failed, as reports and expectations spell it. */
  readonly check: string;
  readonly of: ViolationOf;

  constructor(check: string, message: string, of: ViolationOf = {}) {
    super(message);
    this.check = check;
    this.of = of;
  }
}

/** Ends the step as a violation of the named check. */
export function violate(check: string, message: string, of?: ViolationOf): never {
  throw new Violation(check, message, of);
}

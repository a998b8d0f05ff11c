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
  /** The property that the step breaks, where the check is one. */
  readonly property: string | undefined;

  constructor(check: string, message: string, property?: string) {
    super(message);
    this.check = check;
    this.property = property;
  }
}

/** Ends the step as a violation of the named check. */
export function violate(check: string, message: string): never {
  throw new Violation(check, message);
}

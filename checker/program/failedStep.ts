import { Violation } from '../../model/language/index.ts';

/** What a step throws that breaks several checks: the first of its violations, with all of them. */
export class FailedStep extends Violation {
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    const [{ check, message, of }] = violations as [Violation];
    super(check, message, of);
    this.violations = violations;
  }

  /** Not every violation, as it is for the class that this one extends. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Violation && 'violations' in value;
  }
}

/** The violation that a check throws, if it does. */
export function violationOf(check: () => void): Violation[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof Violation) return [error];
    throw error;
  }
}

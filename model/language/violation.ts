/** What a violation is about, beside its words. */
export interface ViolationOf {
  /** The property that the step breaks, where the check is one. */
  readonly property?: string | undefined;
  /** The row or field that it is about, as views name it: `anon_vma[0]`, `page[1].count`. */
  readonly about?: string | undefined;
  /** Whether it is the freeing of a row that must not be. */
  readonly frees?: boolean | undefined;
}

/** How many violations have been made, and the last of them: a recipe that catches one has broken the check all the same. */
interface Made {
  count: number;
  last: Violation | undefined;
}

const shared = globalThis as { [made: symbol]: Made | undefined };
const key = Symbol.for('mmcheck: violations');
/** Of all copies of this file, as a scenario may have been written with another one than the one that checks it. */
export const violationsMade: Made = shared[key] ?? { count: 0, last: undefined };
shared[key] = violationsMade;

/** Runs a recipe; throws the Violation that it has caught, where it has. */
export function heeding<T>(run: () => T): T {
  const { count } = violationsMade;
  const result = run();
  if (violationsMade.count !== count) throw violationsMade.last!;
  return result;
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
    violationsMade.count++;
    violationsMade.last = this;
  }
}

/**
 * Ends the step as a violation of the named check.
 * @throws Violation, always; a recipe does not catch it
 */
export function violate(check: string, message: string, of?: ViolationOf): never {
  throw new Violation(check, message, of);
}

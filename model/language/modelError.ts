/**
 * A mistake in what a user wrote: a machine, a patch, a scenario, a command line.
 * The message says the subject, what is wrong, what is allowed and the nearest valid name; it is shown as it is.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  /** A scenario may have been written with another copy of this file than the one that checks it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'ModelError';
  }
}

/** The allowed names, with the nearest one first named when it is close: for the end of a ModelError's message. */
export function allowedNames(wanted: string, allowed: readonly string[]): string {
  if (allowed.length === 0) return 'there are none';
  const near = nearestName(wanted, allowed);
  const all = `allowed: ${allowed.join(', ')}`;
  return near === undefined ? all : `did you mean '${near}'? (${all})`;
}

/** The allowed name that is fewest edits away, at most two or a third of the wanted one's length; or undefined. */
export function nearestName(wanted: string, allowed: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.ceil(wanted.length / 3)) + 1;
  for (const name of allowed) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

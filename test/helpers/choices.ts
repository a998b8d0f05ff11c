import fc from 'fast-check';

/**
 * A row of choices read from random bytes. Past their end every choice is the first one, and a smaller byte is an
 * earlier one, so fast-check shrinks what is built from them by making bytes smaller.
 */
export class Choices {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A number from 0 to n - 1, for n up to 256. */
  below(n: number): number {
    return (this.#bytes[this.#at++] ?? 0) % n;
  }

  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  pick<T>(options: readonly T[]): T {
    return options[this.below(options.length)]!;
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.below(entries.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [key, weight] of entries) {
      if (left < weight) return key;
      left -= weight;
    }
    return entries[0]![0];
  }
}

/** Bytes for choices; without the bias to small and large ones, which would make the machines all alike. */
export const choiceBytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.noBias(fc.uint8Array({ minLength: length, maxLength: length }));

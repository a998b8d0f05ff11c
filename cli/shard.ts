/** One of several equal parts of the work: `index` from 1 to `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * The items that belong to a shard. Every item belongs to exactly one, decided by the items' keys alone and not by
 * their order; the shards' sizes differ by one at most, and items with neighbouring keys go to different shards.
 */
export function shardOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { index, count }: Shard,
): readonly T[] {
  const keys = items.map(keyOf).sort();
  const mine = new Set(keys.filter((_, i) => i % count === index - 1));
  return items.filter((item) => mine.has(keyOf(item)));
}

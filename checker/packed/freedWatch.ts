import type { Program } from '../program/program.ts';
import { type Bits, codeAt, type StateLayout, wordMasks } from './layout.ts';

/** A row in which locks lie: the bits that say whether it is there, and those that say who holds the locks. */
interface WatchedRow {
  readonly there: readonly { readonly word: number; readonly mask: number }[];
  readonly held: readonly Bits[];
}

/** The bits of each word that say which of the rows are there in which locks lie; empty where there are none. */
export function rowMasks(
  { fields, lockedRows }: Pick<Program, 'fields' | 'lockedRows'>,
  { words, fields: places }: StateLayout,
): number[] {
  if (lockedRows.length === 0) return [];
  const paths = new Set<string | undefined>(lockedRows.map(({ row }) => row.path));
  const locked = fields.filter(({ bookkeeping, row }) => bookkeeping && paths.has(row?.path));
  return wordMasks(
    words,
    locked.map(({ number }) => places[number]!),
  );
}

/** Sees in packed states whether a step may have freed a lock that is held: where not, `checkLocksFreed` finds nothing. */
export function makeFreedWatch(
  program: Program,
  layout: StateLayout,
): (before: Int32Array, after: Int32Array) => boolean {
  const rows = program.lockedRows.map((locked): WatchedRow => {
    const masks = rowMasks({ fields: program.fields, lockedRows: [locked] }, layout);
    const there = masks.flatMap((mask, word) => (mask === 0 ? [] : [{ word, mask }]));
    const holders = locked.locks.flatMap(({ owner, readers }) =>
      readers === undefined ? [owner] : [owner, readers],
    );
    return { there, held: holders.map(({ number }) => layout.fields[number]!) };
  });
  return (before, after) => {
    for (const { there, held } of rows) {
      if (!there.some(({ word, mask }) => ((before[word]! ^ after[word]!) & mask) !== 0)) continue;
      for (const bits of held) if (codeAt(after, bits) !== 0) return true;
    }
    return false;
  };
}

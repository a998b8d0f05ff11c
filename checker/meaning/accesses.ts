import type { Field } from '../program/fields.ts';
import type { Touch } from './recording.ts';

/** One access of the hardware: a load or a store of a unit, or an atomic instruction on one. */
export interface Access {
  /** What it loads or stores: the path of a field, of a machine word, or of a lock. */
  readonly units: readonly string[];
  /** Those of them that it stores. */
  readonly stored: readonly string[];
  readonly reads: boolean;
  readonly writes: boolean;
  /** The codes that it stores. */
  readonly stores: ReadonlyMap<Field, number>;
}

/** What is written that no hardware stores: it is done behind so many accesses, with the last of them. */
export interface GhostWrite {
  readonly field: Field;
  readonly code: number;
  readonly behind: number;
}

/** What touches write that no hardware stores, in order. */
export function ghostWritesOf(touches: readonly Touch[]): GhostWrite[] {
  return touches.flatMap(({ field, kind, code }, i) =>
    field.ghost && kind === 'write' ? [{ field, code, behind: accessesOf(touches.slice(0, i)).length }] : [],
  );
}

/**
 * The accesses that touches are, in order: what is done `atomically` is one, so is everything that is done to a lock, as
 * its functions make it one; fields of one machine word are loaded together and stored together, each once. Ghosts are
 * nothing that hardware accesses.
 */
export function accessesOf(touches: readonly Touch[]): Access[] {
  const found = new Map<
    string,
    { units: Set<string>; reads: boolean; writes: boolean; stores: Map<Field, number> }
  >();
  const times = new Map<string, number>();
  for (const { field, kind, code, atomic } of touches) {
    if (field.ghost) continue;
    const { unit, lock, number } = field;
    // The second load of a field is another access than the first one.
    const again = `${kind} ${number}`;
    const time = times.get(again) ?? 0;
    times.set(again, time + 1);
    const key =
      lock !== undefined ? `lock ${lock}` : atomic > 0 ? `atomic ${atomic}` : `${kind} ${unit} ${time}`;
    const access = found.get(key) ?? { units: new Set(), reads: false, writes: false, stores: new Map() };
    found.set(key, access);
    access.units.add(unit);
    if (kind === 'read') access.reads = true;
    else {
      access.writes = true;
      access.stores.set(field, code);
    }
  }
  return [...found.values()].map(({ units, stores, ...how }) => {
    const stored = new Set([...stores.keys()].map(({ unit }) => unit));
    return { units: [...units], stored: [...stored], stores, ...how };
  });
}

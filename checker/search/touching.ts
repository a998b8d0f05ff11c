import type { Access } from '../meaning/accesses.ts';
import type { FlatLabel } from '../program/body.ts';
import type { Field } from '../program/fields.ts';

interface Toucher {
  readonly label: Pick<FlatLabel, 'id'>;
  readonly accesses: readonly Access[];
  /** What it looks at that no hardware loads. */
  readonly ghostsRead: ReadonlySet<Field>;
}

/** Executions by what they touch: who of them meets an access in a unit of it, one of the two writing. */
export class Touching {
  /** By unit, the labels whose executions touch it, and those of them that write it, by their ranks. */
  readonly #touching = new Map<string, Set<number>>();
  readonly #writing = new Map<string, Set<number>>();
  readonly #ghosts = new Set<Field>();
  /** The labels, each at its rank. */
  readonly #labels: string[] = [];

  constructor(executions: Iterable<Toucher>) {
    const ranks = new Map<string, number>();
    for (const { label, accesses, ghostsRead } of executions) {
      for (const field of ghostsRead) this.#ghosts.add(field);
      const rank = ranks.get(label.id) ?? ranks.size;
      if (rank === this.#labels.length) this.#labels.push(label.id);
      ranks.set(label.id, rank);
      for (const { units, stored } of accesses) {
        for (const unit of units) note(this.#touching, unit, rank);
        for (const unit of stored) note(this.#writing, unit, rank);
      }
    }
  }

  /** Whether any of them meets the access. */
  meets({ units, stored }: Access): boolean {
    return units.some((unit) => this.#writing.has(unit)) || stored.some((unit) => this.#touching.has(unit));
  }

  /** Whether any of them looks at a field that no hardware has. */
  sees(ghost: Field): boolean {
    return this.#ghosts.has(ghost);
  }

  /** The labels of those that meet the access, in the order in which they were given. */
  labelsAt({ units, stored }: Access): string[] {
    const loads = units.flatMap((unit) => [...(this.#writing.get(unit) ?? [])]);
    const stores = stored.flatMap((unit) => [...(this.#touching.get(unit) ?? [])]);
    const ranks = new Set([...loads, ...stores]);
    return [...ranks].sort((a, b) => a - b).map((rank) => this.#labels[rank]!);
  }
}

function note(ranks: Map<string, Set<number>>, unit: string, rank: number): void {
  const known = ranks.get(unit);
  if (known === undefined) ranks.set(unit, new Set([rank]));
  else known.add(rank);
}

import type { Access } from '../meaning/accesses.ts';
import type { FlatLabel } from '../program/body.ts';

interface Toucher {
  readonly label: Pick<FlatLabel, 'id'>;
  readonly accesses: readonly Access[];
}

/** Executions by what they touch: who of them meets an access in a unit of it, one of the two writing. */
export class Touching {
  /** By unit, the labels whose executions touch it, and those of them that write it, by their ranks. */
  readonly #touching = new Map<string, Set<number>>();
  readonly #writing = new Map<string, Set<number>>();
  /** The labels, each at its rank. */
  readonly #labels: string[] = [];

  constructor(executions: Iterable<Toucher>) {
    const ranks = new Map<string, number>();
    for (const { label, accesses } of executions) {
      const rank = ranks.get(label.id) ?? ranks.size;
      if (rank === this.#labels.length) this.#labels.push(label.id);
      ranks.set(label.id, rank);
      for (const { units, writes } of accesses) {
        for (const unit of units) {
          note(this.#touching, unit, rank);
          if (writes) note(this.#writing, unit, rank);
        }
      }
    }
  }

  /** Whether any of them meets the access. */
  meets({ units, writes }: Access): boolean {
    const there = writes ? this.#touching : this.#writing;
    return units.some((unit) => there.has(unit));
  }

  /** The labels of those that meet the access, in the order in which they were given. */
  labelsAt({ units, writes }: Access): string[] {
    const there = writes ? this.#touching : this.#writing;
    const ranks = new Set(units.flatMap((unit) => [...(there.get(unit) ?? [])]));
    return [...ranks].sort((a, b) => a - b).map((rank) => this.#labels[rank]!);
  }
}

function note(ranks: Map<string, Set<number>>, unit: string, rank: number): void {
  const known = ranks.get(unit);
  if (known === undefined) ranks.set(unit, new Set([rank]));
  else known.add(rank);
}

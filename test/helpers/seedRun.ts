import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { kernelMachine, randomMachine } from './randomMachine.ts';
import { type Compared, compareMachine, type Depth } from './seedAgreement.ts';

/** How many seeds are one line of progress. */
const batch = 1000;

/** From this seed on the machines have more of the kernel's primitives; those before keep the meaning that they had. */
const firstWithParts = 200_000;

/** Most machines are small ones; the larger and the more thoroughly compared, the fewer. */
function depthOf(seed: number): Depth {
  if (seed % 1000 === 0) return { maxStates: 5000, all: true };
  return { maxStates: seed % 20 === 0 ? 400 : 50, all: seed % 20 === 0 };
}

/** Compares the machine of a seed; where that fails, it says how to see it again, and with `shrinks` with which smaller machine. */
export async function compareSeed(seed: number, shrinks = true): Promise<Compared> {
  const depth = depthOf(seed);
  let first: Compared | undefined;
  const property = fc.asyncProperty(
    seed < firstWithParts ? randomMachine : kernelMachine,
    async (machine) => {
      const compared = await compareMachine(machine, depth);
      first ??= compared;
    },
  );
  const how = shrinks ? { interruptAfterTimeLimit: 60_000 } : { endOnFailure: true };
  const outcome = await fc.check(property, { seed, numRuns: 1, ...how });
  if (!outcome.failed && first !== undefined) return first;
  throw new Error(
    `seed ${seed}: ${fc.defaultReportMessage(outcome)}\n${outcome.errorInstance}\nalone: ${commandOf(seed)}`,
  );
}

const commandOf = (seed: number): string =>
  `MMCHECK_SEED=${seed} npm run test:long -- test/checker/agreement/seeds.long.test.ts`;

/** What became of some seeds: what was compared, and the seeds at which something differed. */
export interface Batch {
  readonly from: number;
  readonly compared: Compared;
  readonly failed: readonly number[];
}

/** A file with a line of JSON for each batch of seeds that is done. */
export class SeedProgress {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get batches(): Batch[] {
    if (!existsSync(this.#path)) return [];
    const lines = readFileSync(this.#path, 'utf8').split('\n');
    return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Batch);
  }

  add(done: Batch): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    appendFileSync(this.#path, `${JSON.stringify(done)}\n`);
  }
}

/** Compares the seeds from one number up to another, in batches; those that are done are not done again. */
export async function compareSeeds(
  first: number,
  to: number,
  progress: SeedProgress,
  tell: (text: string) => void,
): Promise<readonly Batch[]> {
  const isDone = new Set(progress.batches.map(({ from }) => from));
  for (let from = first; from < to; from += batch) {
    if (isDone.has(from)) continue;
    let compared: Compared = {};
    const failed: number[] = [];
    for (let seed = from; seed < from + batch; seed++) {
      try {
        compared = sumOf([compared, await compareSeed(seed, false)]);
      } catch (error) {
        failed.push(seed);
        tell(error instanceof Error ? error.message : String(error));
      }
    }
    progress.add({ from, compared, failed });
  }
  return progress.batches.filter(({ from }) => from >= first && from < to);
}

/** All the numbers, each under its name. */
export function sumOf(all: readonly Compared[]): Compared {
  const sums: Record<string, number> = {};
  for (const one of all) for (const [name, n] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + n;
  return sums;
}

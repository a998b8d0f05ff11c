import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ModelSizes, Run } from './exploration.ts';
import { SpinVerifier } from './spin.ts';

interface Row {
  readonly sizes: ModelSizes;
  /** SPIN's hash table, as it is best for the size: 2^slots. */
  readonly slots: number;
  readonly rounds: number;
  readonly expected: Pick<Run, 'states' | 'transitions'>;
}

/** The counts that every checker must reach, and how often each size is run. */
const rows: readonly Row[] = [
  { sizes: [3, 2, 2], slots: 22, rounds: 3, expected: { states: 318_304, transitions: 1_422_984 } },
  { sizes: [4, 2, 2], slots: 24, rounds: 5, expected: { states: 3_670_698, transitions: 19_620_784 } },
  { sizes: [3, 2, 3], slots: 26, rounds: 1, expected: { states: 20_226_152, transitions: 110_040_612 } },
];

const measure = fileURLToPath(new URL('./measure.js', import.meta.url));
const promela = fileURLToPath(new URL('../../bench/anon-vma-ref.pml', import.meta.url));

/**
 * Runs SPIN and mmcheck in turns on the same model, checks that both count the same, and prints the best time of each
 * with their ratio: times of a shared machine mean little, ratios of one run more.
 */
function main(): void {
  const quick = process.argv.includes('--quick');
  print('P M G      states  transitions   SPIN s   mmcheck s   ratio   ns a state   SPIN MB   mmcheck MB');
  for (const row of quick ? rows.slice(0, 2) : rows) print(describe(row, race(row)));
}

function race({ sizes, slots, rounds, expected }: Row): { spin: Run; ours: Run } {
  const verifier = new SpinVerifier(promela, sizes);
  const spin: Run[] = [];
  const ours: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    spin.push(verifier.run(slots));
    ours.push(
      JSON.parse(execFileSync(process.execPath, [measure, ...sizes.map(String)], { encoding: 'utf8' })),
    );
  }
  verifier.remove();
  for (const { states, transitions } of [...spin, ...ours]) {
    if (states !== expected.states || transitions !== expected.transitions) {
      throw new Error(
        `${sizes.join(' ')}: counted ${states} states, ${transitions} transitions; expected ${expected.states}, ${expected.transitions}`,
      );
    }
  }
  return { spin: fastest(spin), ours: fastest(ours) };
}

function fastest(runs: readonly Run[]): Run {
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
}

function describe({ sizes }: Row, { spin, ours }: { spin: Run; ours: Run }): string {
  return [
    sizes.join(' '),
    ours.states.toLocaleString('en').padStart(11),
    ours.transitions.toLocaleString('en').padStart(12),
    spin.seconds.toFixed(2).padStart(8),
    ours.seconds.toFixed(2).padStart(11),
    (ours.seconds / spin.seconds).toFixed(2).padStart(7),
    ((ours.seconds / ours.states) * 1e9).toFixed(0).padStart(12),
    spin.megabytes.toFixed(0).padStart(9),
    ours.megabytes.toFixed(0).padStart(12),
  ].join(' ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  main();
} catch (error) {
  const missing = (error as { code?: string }).code === 'ENOENT';
  process.stderr.write(
    missing
      ? "bench: spin or gcc is missing; install Debian's packages spin and gcc\n"
      : `bench: ${(error as Error).message}\n`,
  );
  process.exitCode = 1;
}

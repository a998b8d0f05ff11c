import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelSizes, Run } from './exploration.ts';

/** A verifier that SPIN has generated for one size of the reference model and gcc has compiled. */
export class SpinVerifier {
  readonly #folder: string;

  /** Throws an Error where spin or gcc is missing. */
  constructor(promela: string, [processes, migrators, pages]: ModelSizes) {
    this.#folder = mkdtempSync(join(tmpdir(), 'mmcheck-bench-'));
    copyFileSync(promela, join(this.#folder, 'model.pml'));
    this.#execute('spin', [`-DP=${processes}`, `-DM=${migrators}`, `-DG=${pages}`, '-a', 'model.pml']);
    const options = ['-O2', '-w', '-DNOREDUCE', '-DSAFETY', '-DMEMLIM=16000'];
    this.#execute('gcc', [...options, '-o', 'pan', 'pan.c']);
  }

  /** Explores all states: depth-first, no reduction, safety only, a hash table of 2^slots, a stack of 25 million. */
  run(slots: number): Run {
    const output = this.#execute('./pan', [`-w${slots}`, '-m25000000']);
    const number = (pattern: RegExp) => Number(pattern.exec(output)?.[1]);
    const states = number(/(\d+) states, stored/);
    return {
      states,
      // SPIN rounds its sum of transitions, and counts the step into the initial state among them.
      transitions: states + number(/(\d+) states, matched/) - 1,
      seconds: number(/elapsed time ([\d.]+)/),
      megabytes: number(/([\d.]+)\s+total actual memory usage/),
    };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #execute(command: string, args: readonly string[]): string {
    return execFileSync(command, args, { cwd: this.#folder, encoding: 'utf8', maxBuffer: 2 ** 26 });
  }
}

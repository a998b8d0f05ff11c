import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mmcheck } from './captured.ts';

const root = path.join(import.meta.dirname, '../..');
const entries = {
  mmcheck: 'index.ts',
  'mmcheck/vitest': 'testing/vitest.ts',
  'mmcheck/fast-check': 'testing/fastCheck.ts',
};

/** A user's empty folder, in which this project's sources are the installed `mmcheck`. */
export class UserProject {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'mmcheck-user-'));
  readonly #paths: object;

  constructor() {
    symlinkSync(path.join(root, 'node_modules'), path.join(this.folder, 'node_modules'));
    const alias = Object.entries(entries).map(([entry, file]) => [entry, path.join(root, file)] as const);
    const find = alias.map(
      ([entry, file]) => `{ find: /^${entry.replace('/', '\\/')}$/, replacement: '${file}' }`,
    );
    writeFileSync(
      path.join(this.folder, 'vitest.config.mjs'),
      `export default { resolve: { alias: [${find.join(', ')}] } };\n`,
    );
    const paths = Object.fromEntries(alias.map(([entry, file]) => [entry, [file]]));
    this.#paths = { paths, types: ['node'] };
  }

  mmcheck(...argv: readonly string[]) {
    return mmcheck(argv, { cwd: this.folder });
  }

  vitest(...files: readonly string[]) {
    return this.#program('vitest', 'run', ...files);
  }

  /** Compiles the files of a folder that has a tsconfig.json. */
  tsc(folder: string) {
    const tsconfig = {
      extends: `./${folder}/tsconfig.json`,
      compilerOptions: this.#paths,
      include: [`${folder}/*.ts`],
    };
    writeFileSync(path.join(this.folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    return this.#program('tsc', '-p', '.', '--pretty', 'false');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #program(name: string, ...argv: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(path.join(root, 'node_modules/.bin', name), argv, {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { status, output: stdout + stderr };
  }
}

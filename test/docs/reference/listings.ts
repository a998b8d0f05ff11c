import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import * as setting from './setting.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** A listing of the reference, under the name of what it shows. */
export interface Shown {
  readonly name: string;
  readonly text: string;
}

/** Where the listings jump to that have no such label themselves: what comes behind them. */
const behind = ['out', 'free', 'unlock', 'error', 'slow_path'];

/** What the compiler says of the listings, each in a file of its name and in a function of the machine in setting.ts. */
export const compileListings = (listings: readonly Shown[], names: readonly string[]): string =>
  compileFiles(
    new Map(listings.map(({ name, text }, i) => [`${name}-${i}.ts`, moduleOf(name, text, names)] as const)),
  );

/** The sources behind what a user imports, and what the listings import besides. */
const paths = {
  setting: [path.join(root, 'test/docs/reference/setting.ts')],
  ...Object.fromEntries(
    Object.entries(packageJson.exports).flatMap(([entry, to]) =>
      typeof to === 'string'
        ? []
        : [
            [
              path.join('mmcheck', entry),
              [path.join(root, to.types.slice('./dist/'.length).replace('.d.ts', '.ts'))],
            ],
          ],
    ),
  ),
};

/** What the compiler says of a user's files, by their paths; nothing where all is well. */
export function compileFiles(files: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mmcheck-reference-'));
  try {
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    for (const [name, text] of files) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, paths, types: ['node'] };
    const tsconfig = { extends: path.join(root, 'tsconfig.json'), compilerOptions, include: ['**/*.ts'] };
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    const tsc = path.join(root, 'node_modules/.bin/tsc');
    return spawnSync(tsc, ['-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A listing that begins with a statement is a module as it stands; any other is lines of a function. */
function moduleOf(name: string, text: string, names: readonly string[]): string {
  const isModule = /^(?:const|export|import)\b/.test(text);
  const said = isModule ? text : `${text} mm locals`;
  const used = (all: readonly string[]) => all.filter((one) => new RegExp(`\\b${one}\\b`).test(said));
  const declared = [...text.matchAll(/^(?:export )?const (\w+)/gm)].map(([, one]) => one!);
  const imported = used(names).filter((one) => !declared.includes(one));
  const labels = behind.filter((label) => !new RegExp(`^${label}\\b`, 'm').test(text));
  const lines = [
    `import { type Ptr, ${imported.join(', ')} } from 'mmcheck';`,
    `import { type Mm, type My, ${used(Object.keys(setting))
      .filter((one) => !declared.includes(one))
      .join(', ')} } from 'setting';`,
    ...(isModule
      ? [text]
      : [
          `mm.fn('${name}', 'of the reference', {}, locals, {`,
          text,
          ...labels.map((label) => `${label}: () => {},`),
          '});',
        ]),
  ];
  return `${lines.join('\n')}\nexport {};\n`;
}

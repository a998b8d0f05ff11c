import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { type Exported, exportsOf, tagsOf } from './docs/reference/exported.ts';

const root = path.resolve(import.meta.dirname, '..');
const entries = Object.values(packageJson.exports).flatMap((entry) =>
  typeof entry === 'string' ? [] : [entry.types.replace('./dist/', '').replace('.d.ts', '.ts')],
);

let all: readonly Exported[] = [];
let machines: readonly Exported[] = [];
beforeAll(() => {
  const { of } = exportsOf(entries);
  all = [...of.values()].flat();
  machines = entries.filter((entry) => entry.startsWith('model/')).flatMap((entry) => of.get(entry)!);
});

const named = (some: readonly Exported[]) =>
  [...new Set(some.map(({ file, name }) => `${file} ${name}`))].sort();

describe('what the package exports', () => {
  it('says what it is', () => {
    expect(named(all.filter(({ text }) => text === ''))).toEqual([]);
  });

  it('says what it throws, in a tag or in its description', () => {
    const silent = all.filter(
      (one) => one.throws && tagsOf(one, 'throws').length === 0 && !/throws?\b/i.test(one.text),
    );
    expect(named(silent)).toEqual([]);
  });

  it('has types that name the state of a machine instead of spelling it out', () => {
    const fns = machines.filter(({ type }) => type.startsWith('Fn<'));
    expect(fns.length).toBeGreaterThan(20);
    expect(named(fns.filter(({ type }) => !/^Fn<\w+,/.test(type)))).toEqual([]);
  });
});

describe('the package', () => {
  const build = JSON.parse(readFileSync(path.join(root, 'tsconfig.build.json'), 'utf8'));

  it('has the sources that its declarations lead to', () => {
    expect(build.compilerOptions).toMatchObject({ declaration: true, declarationMap: true });
    expect(packageJson.files).toEqual(expect.arrayContaining(build.include));
  });
});

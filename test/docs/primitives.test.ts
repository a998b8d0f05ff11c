import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineChecks } from '../../model/language/index.ts';
import { kernelChecks } from '../../model/primitives/index.ts';
import { ChecksMade } from './reference/checksMade.ts';
import { type Exported, exportsOf, tagsOf } from './reference/exported.ts';
import { compileListings } from './reference/listings.ts';
import { apart, type Primitive, page } from './reference/page.ts';

/** `UPDATE_DOCS=1 npx vitest run test/docs/primitives.test.ts` writes the page. */
const update = process.env.UPDATE_DOCS !== undefined;

const root = path.resolve(import.meta.dirname, '../..');
const file = path.join(root, 'docs/primitives.md');
const setting = readFileSync(path.join(import.meta.dirname, 'reference/setting.ts'), 'utf8');

/** What the model has, and the kernel has not. */
const ofTheModel = [
  'allocate',
  'byAccess',
  'clobber',
  'gatheredIn',
  'giveReference',
  'heldPages',
  'holdersIn',
  'load_contents',
  'loadedFields',
  'loadedWord',
  'pageContents',
  'pageRefFields',
  'store_contents',
  'storedContents',
  'takeReference',
];

let primitives: readonly Primitive[] = [];
let words: readonly Exported[] = [];
let names: readonly string[] = [];
beforeAll(() => {
  const { of, sources } = exportsOf(['index.ts']);
  const values = of.get('index.ts')!.filter(({ isType }) => !isType);
  const files = new Map([...sources].filter(([name]) => name.startsWith('model/primitives/')));
  const checksMade = new ChecksMade(files, kernelChecks);
  const found = values.filter((one) => files.has(one.file) && one.name !== 'kernelChecks');
  primitives = byFile(found).map((one) => ({ ...one, checks: checksMade.of(one.name, one.file) }));
  words = byFile(values.filter((one) => one.file.startsWith('model/language/')));
  names = values.map(({ name }) => name).filter((name) => /^\w+$/.test(name));
});

const byFile = (all: readonly Exported[]) =>
  [...all].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));

const namesOf = (all: readonly Exported[]) => all.map(({ name }) => name);

describe('the reference', () => {
  it('has a description of each primitive and of each word', () => {
    expect(namesOf([...primitives, ...words].filter(({ text }) => text === ''))).toEqual([]);
  });

  it('has a listing of each primitive', () => {
    const without = primitives.filter((one) => tagsOf(one, 'example').length === 0);
    expect(namesOf(without)).toEqual([]);
  });

  it('has the listing show the primitive', () => {
    const elsewhere = primitives.filter(
      (one) => !tagsOf(one, 'example').some((text) => new RegExp(`\\b${one.name}\\b`).test(text)),
    );
    expect(namesOf(elsewhere)).toEqual([]);
  });

  it('has the source of each primitive that the kernel has', () => {
    const without = primitives.filter(({ text }) => apart(text).source === '');
    expect(namesOf(without).sort()).toEqual(ofTheModel);
  });

  it('has a primitive for each check of the kernel', () => {
    const made = new Set(primitives.flatMap(({ checks }) => checks));
    expect(kernelChecks.filter((check) => !made.has(check))).toEqual([]);
  });

  it.each([
    { name: 'mutex_lock', checks: ['lockdep'] },
    { name: 'unlock_page', checks: ['lockdep', 'BUG_ON'] },
    { name: 'spinlock', checks: ['lock-order', 'held-at-exit', 'held-lock-freed'] },
    { name: 'pageLock', checks: ['held-at-exit', 'held-lock-freed'] },
    { name: 'list_add', checks: ['list-corruption'] },
    { name: 'kmem_cache_free', checks: ['double-free'] },
    { name: 'allocate', checks: [] },
  ])('reads the checks of $name off its source, and no more', ({ name, checks }) => {
    expect(primitives.find((one) => one.name === name)!.checks).toEqual(checks);
  });

  it('names checks that there are', () => {
    const all: readonly string[] = [...kernelChecks, ...engineChecks];
    expect(primitives.flatMap(({ checks }) => checks).filter((check) => !all.includes(check))).toEqual([]);
  });

  it('has listings that compile', () => {
    const listings = primitives.flatMap((one) =>
      tagsOf(one, 'example').map((text) => ({ name: one.name, text })),
    );
    expect(compileListings(listings, names)).toBe('');
  });

  it('is what the source says', () => {
    const made = page(primitives, words, setting);
    if (update) writeFileSync(file, made);
    else expect(readFileSync(file, 'utf8')).toBe(made);
  });
});

describe('a description', () => {
  it.each([
    { text: 'It does. mm/slab.c', does: 'It does.', source: 'mm/slab.c' },
    {
      text: 'It does.\ninclude/linux/a.h, kernel/a.c\n(before 3.13)',
      does: 'It does.',
      source: 'include/linux/a.h, kernel/a.c (before 3.13)',
    },
    { text: 'It does. f() in kernel/a.c', does: 'It does.', source: 'f() in kernel/a.c' },
    { text: 'It does. mm/slab.c\n\nAnd more.', does: 'It does.\n\nAnd more.', source: 'mm/slab.c' },
    { text: 'As mm/slab.c has it.', does: 'As mm/slab.c has it.', source: '' },
  ])('ends with its source: $text', ({ text, does, source }) => {
    expect(apart(text)).toEqual({ text: does, source });
  });
});

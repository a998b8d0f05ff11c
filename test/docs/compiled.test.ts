import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { compileFiles } from './reference/listings.ts';
import { blocksOf } from './snippets.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** All but the one whose files go beside those of `mmcheck new`, which testing.test.ts compiles with them. */
const documents = ['README.md', ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md') && name !== 'docs/testing.md',
);

it('the files that the documents show compile, each with those of its document', () => {
  const files = documents.flatMap((document) =>
    blocksOf(path.join(root, document))
      .filter(({ language, file }) => language === 'ts' && file !== undefined)
      .map(({ file, text }) => [path.join(path.basename(document, '.md'), file!), text] as const),
  );
  expect(files.length).toBeGreaterThan(10);
  expect(compileFiles(new Map(files))).toBe('');
});

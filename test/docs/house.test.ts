import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const house = readFileSync(join(root, 'docs/house.md'), 'utf8');

/** The rows of the table of values: a value, the file that declares it, the function or class that makes it, and rooms. */
const rows = [...house.matchAll(/^\| `(\w+)` \| `([\w/.]+)` \| `(\w+)` \| ([\w., ]+) \|$/gm)].map(
  ([, value, file, maker, rooms]) => ({ value: value!, file: file!, maker: maker!, rooms: rooms! }),
);

const sources = new Map(
  ['checker', 'cli', 'testing', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name): [string, string] => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')]),
  ),
);

/** The room of a file: a folder of the checker, a file at its top, or another folder of the tree. */
function roomOf(file: string): string {
  const [top, inner] = file.split('/') as [string, string];
  return top === 'checker' ? inner : top;
}

/** The rooms in which a file imports a name from another one. */
function usersOf(value: string, of: string): string[] {
  const rooms = [...sources].flatMap(([file, text]) =>
    [...text.matchAll(/import (?:type )?\{([^}]*)\} from '([^']*)'/g)].flatMap(([, names, from]) => {
      const isOf = normalize(join(dirname(file), from!)) === of;
      const named = names!.split(',').some((name) => name.trim().replace('type ', '') === value);
      return isOf && named ? [roomOf(file)] : [];
    }),
  );
  return [...new Set(rooms)].sort();
}

describe('the table of values in docs/house.md', () => {
  it('has rows', () => {
    expect(rows.length).toBeGreaterThan(12);
  });

  it.each(rows)('says where $value is declared', ({ value, file }) => {
    expect(sources.get(file)).toMatch(new RegExp(`^export (interface|type) ${value}\\b`, 'm'));
  });

  it.each(rows)('says what makes $value, in one place', ({ maker }) => {
    const makers = [...sources].filter(([, text]) =>
      new RegExp(`^export (async )?(function|const|class) ${maker}\\b`, 'm').test(text),
    );
    expect(makers.map(([file]) => roomOf(file))).toHaveLength(1);
  });

  it.each(rows)('says where $value is used', ({ value, file, rooms }) => {
    expect(rooms).toBe(usersOf(value, file).join(', '));
  });
});

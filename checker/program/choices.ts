import { allowedNames, ModelError, type Over, type Sizes } from '../../model/language/index.ts';
import { decode, show, valuesOf } from './domain.ts';
import { sizeLeaf } from './sizedSchema.ts';

/** What one step of a branch that chooses has chosen: as its recipes get it, and as reports write it. */
export interface Choice {
  readonly value: unknown;
  readonly text: string;
}

/** What decides what there is to choose: the rows of tables by their paths, `page` and `page[].slot`, and the sizes. */
export interface Choosable {
  readonly tables: ReadonlyMap<string, number>;
  readonly sizes: Sizes;
}

/** More choices at one label are a mistake of writing. */
const mostChoices = 2 ** 16;

/** All that a branch may choose, in the order of its steps. Throws ModelError for what is no table, and for too many. */
export function choicesOf(over: Over, of: Choosable, subject: string): readonly Choice[] {
  const number = numberIn(over, of, subject);
  if (number > mostChoices)
    throw new ModelError(`${subject} has ${number} choices; allowed: up to ${mostChoices}`);
  return listed(over, of, subject);
}

function numberIn(over: Over, of: Choosable, subject: string): number {
  if (typeof over === 'string') return product(rowsIn(over, of, subject));
  if ('domain' in over) return valuesOf(sizeLeaf(over, of.tables, of.sizes, subject));
  return product(over.map((one) => numberIn(one, of, subject)));
}

const product = (numbers: readonly number[]): number => numbers.reduce((all, n) => all * n, 1);

function listed(over: Over, of: Choosable, subject: string): Choice[] {
  if (typeof over === 'string') return rowsOf(over, rowsIn(over, of, subject));
  if ('domain' in over) {
    const leaf = sizeLeaf(over, of.tables, of.sizes, subject);
    return Array.from({ length: valuesOf(leaf) }, (_, code) => {
      const value = decode(leaf, code);
      return { value, text: show(leaf, value) };
    });
  }
  const all = over.map((one) => listed(one, of, subject));
  return combined(all).map((each) => ({
    value: Object.freeze(each.map(({ value }) => value)),
    text: each.map(({ text }) => text).join(', '),
  }));
}

/** A row of a table is its number, and one of a table within others the numbers of all of them. */
function rowsOf(path: string, rows: readonly number[]): Choice[] {
  const names = `${path}[]`.split('[]');
  return combined(rows.map((n) => Array.from({ length: n }, (_, row) => row))).map((each) => ({
    value: each.length === 1 ? each[0] : Object.freeze(each),
    text: each.map((row, i) => `${names[i]}[${row}]`).join(''),
  }));
}

/** How many rows the tables of a path have, from the outermost in. */
function rowsIn(path: string, { tables }: Choosable, subject: string): number[] {
  const parts = path.split('[]');
  const paths = parts.map((_, i) => parts.slice(0, i + 1).join('[]'));
  const rows = paths.map((one) => tables.get(one));
  if (rows.includes(undefined))
    throw new ModelError(
      `${subject} chooses from '${path}', which is no table; ${allowedNames(path, [...tables.keys()])}`,
    );
  return rows as number[];
}

/** One of each list, in the order of the first ones. */
function combined<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap((one) => list.map((next) => [...one, next])), [[]]);
}

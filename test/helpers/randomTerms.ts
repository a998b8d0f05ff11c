import {
  add,
  deref,
  has,
  isEmpty,
  type Leaf,
  type Node,
  type Ptr,
  type RowSet,
  removeRow,
  type Shape,
} from '../../model/language/index.ts';
import type { Choices } from './choices.ts';
import { type LocalLeaf, leavesOfLocals, plainLocals } from './randomLocals.ts';
import type { Place, RandomSchema } from './randomSchema.ts';

export type Fields = Record<string, unknown>;

/** What a recipe gets. */
export interface Given {
  readonly s: Fields;
  readonly my: Fields;
  readonly row: number;
}

/** A piece of a recipe: how it reads, and what it does. */
export interface Term<T = unknown> {
  readonly text: string;
  readonly of: (given: Given) => T;
}

/** Somewhere to read, and to write unless it is a parameter. */
export interface Spot extends Term {
  readonly leaf: Leaf<unknown>;
  readonly set?: (given: Given, value: unknown) => void;
}

/** The names in reach of a recipe. */
export interface Scope {
  readonly schema: RandomSchema;
  readonly parameters: Shape;
  readonly locals: Shape;
  /** The table that the recipe's row is one of. */
  readonly over?: string;
}

/** Two leaves of one key hold the same values; so do two locals with leaves in them. */
export const keyOf = (node: Node): string =>
  JSON.stringify(node, (name, value) => (name === 'startsAt' ? undefined : value));

const kindOf = (leaf: Leaf<unknown>): string => {
  const { max: _, ghost: __, startsAt: ___, ...kind } = leaf as Leaf<unknown> & { max?: unknown };
  return JSON.stringify(kind);
};

/** Makes terms by choice: by themselves they break no check, except as often as the schema is reckless. */
export class Terms {
  readonly choices: Choices;
  readonly scope: Scope;

  constructor(choices: Choices, scope: Scope) {
    this.choices = choices;
    this.scope = scope;
  }

  reckless(): boolean {
    return this.choices.chance(this.scope.schema.reckless);
  }

  /** A test that, in a reckless machine, now and then looks wherever pointers lead, as no test should. */
  guard(): Term<boolean> {
    if (!this.reckless()) return this.test();
    const schema = { ...this.scope.schema, reckless: 80 };
    return new Terms(this.choices, { ...this.scope, schema }).test();
  }

  constant(leaf: Leaf<unknown>): Term {
    const value = constantOf(this.choices, leaf, this.scope.schema.rows);
    return { text: JSON.stringify(value), of: () => value };
  }

  /** A place, or a name of the thread, to read. */
  spot(fits: (leaf: Leaf<unknown>) => boolean = () => true, writable = false): Spot | undefined {
    const { schema, parameters, locals } = this.scope;
    const names = writable ? locals : { ...parameters, ...locals };
    const mine = leavesOfLocals(names).filter(({ leaf }) => fits(leaf));
    const places = schema.places.filter((place) => fits(place.at) && (writable || place.ghost !== true));
    if (mine.length > 0 && (places.length === 0 || this.choices.chance(35)))
      return this.#mine(this.choices.pick(mine));
    return places.length === 0 ? undefined : this.#shared(this.choices.pick(places));
  }

  /** A name of the thread, or a part of a local. */
  #mine({ steps, leaf }: LocalLeaf): Spot {
    const [name, ...inner] = steps as readonly [string, ...LocalLeaf['steps']];
    if (inner.length === 0) {
      const read = { text: `my.${name}`, leaf, of: ({ my }: Given) => my[name] };
      const set = ({ my }: Given, value: unknown) => {
        my[name] = value;
      };
      return name in this.scope.parameters ? read : { ...read, set };
    }
    const way = inner.map((step, i) =>
      typeof step === 'string' ? fieldStep(step) : this.#element(step.of, i < inner.length - 1),
    );
    const last = way.at(-1)!;
    const owner = (given: Given) =>
      way.slice(0, -1).reduce((at, { of }) => at[of(given)] as Fields, given.my[name] as Fields);
    return {
      text: `my.${name}${way.map(({ text }) => text).join('')}`,
      leaf,
      of: (given) => owner(given)[last.of(given)],
      set: (given, value) => {
        owner(given)[last.of(given)] = value;
      },
    };
  }

  /** One of so many rows or values: by its number, or by a local that counts; for a row, now and then beyond them all. */
  #element(length: number, isRow: boolean): Term<number> {
    const counts = Object.entries(plainLocals(this.scope.locals)).filter(
      ([, leaf]) => leaf.domain === 'count',
    );
    if (counts.length === 0 || this.choices.chance(60)) {
      const index = this.choices.below(length);
      return { text: `[${index}]`, of: () => index };
    }
    const [name] = this.choices.pick(counts);
    const looks = !isRow || this.scope.schema.reckless === 0 || this.choices.chance(60);
    if (!looks) return { text: `[my.${name}]`, of: ({ my }) => my[name] as number };
    return { text: `[my.${name} % ${length}]`, of: ({ my }) => (my[name] as number) % length };
  }

  #shared(place: Place): Spot {
    const owner = this.owner(place);
    const field = place.steps.at(-1) as string;
    const raw = {
      text: `${owner.text}.${field}`,
      leaf: place.at,
      of: (given: Given) => owner.of(given)[field],
      set: (given: Given, value: unknown) => {
        owner.of(given)[field] = value;
      },
    };
    if (place.table !== 'obj' || this.reckless()) return raw;
    const zero = zeroValue(place.at);
    const live = (given: Given) => (owner.row!(given).slab as { inuse: boolean }).inuse;
    return {
      ...raw,
      text: `live(${raw.text})`,
      of: (given) => (live(given) ? raw.of(given) : zero),
      set: (given, value) => {
        if (live(given)) raw.set(given, value);
      },
    };
  }

  /** The record that has the last step of a place; `row` is the table's row on the way. */
  owner({ table, steps }: Place<unknown>): Term<Fields> & { row?: (given: Given) => Fields } {
    const inner = steps.slice(0, -1);
    const walk = (from: Fields) => inner.reduce((value, step) => value[step] as Fields, from);
    const shown = inner.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    if (table === undefined) return { text: `s${shown}`, of: ({ s }) => walk(s) };
    const row = this.rowOf(table);
    return { text: row.text + shown, of: (given) => walk(row.of(given)), row: row.of };
  }

  /** A row of a table: by number, by the row chosen, by a pointer. */
  rowOf(table: string): Term<Fields> {
    const number = this.rowNumber(table);
    const rows = ({ s }: Given) => s[table] as Fields[];
    return this.reckless()
      ? { text: `deref(s.${table}, ${number.text})`, of: (g) => deref(rows(g), number.of(g) as Ptr<string>) }
      : { text: `s.${table}[${number.text}]`, of: (g) => rows(g)[number.of(g) ?? 0]! };
  }

  rowNumber(table: string): Term<number | null> {
    const { schema, over, parameters, locals } = this.scope;
    const constant = this.choices.below(schema.rows.get(table)!);
    const options: Term<number | null>[] = [{ text: String(constant), of: () => constant }];
    if (over === table) options.push(theRow, theRow);
    if (table === 'task') options.push({ text: 'my.current', of: ({ my }) => my.current as number });
    const pointsThere = (leaf: unknown) => (leaf as { to?: string }).to === table;
    for (const [name, leaf] of Object.entries({ ...parameters, ...locals })) {
      if (!pointsThere(leaf)) continue;
      const mine = { text: `my.${name}`, of: ({ my }: Given) => my[name] as number | null };
      options.push(mine, mine);
    }
    for (const { table: within, steps, at, ghost } of schema.places) {
      if (within !== undefined || steps.length !== 1 || ghost || !pointsThere(at)) continue;
      options.push({ text: `s.${steps[0]}`, of: ({ s }) => s[steps[0]!] as number | null });
    }
    return this.choices.pick(options);
  }

  /** A value for a leaf. */
  value(leaf: Leaf<unknown>): Term {
    if (leaf.domain === 'bool') return this.test();
    const wide = leaf.domain === 'count' && (leaf.max as number) > 255;
    const how = this.choices.weighted({ constant: 2, read: 2, change: wide ? 0 : 6 });
    if (how === 'constant' || wide) return this.constant(leaf);
    if (leaf.domain === 'pointer' && how === 'change') return this.rowNumber(leaf.to);
    const read = this.spot((other) => kindOf(other) === kindOf(leaf));
    if (read === undefined || (leaf.domain === 'oneOf' && how === 'change')) return this.constant(leaf);
    if (leaf.domain === 'count') return this.#counted(leaf.max as number, how === 'read' ? 0 : 1, read);
    if (leaf.domain !== 'rowSet' || how === 'read') return read;
    const row = this.rowNumber(leaf.of);
    const [name, change] = this.choices.chance(40)
      ? (['removeRow', removeRow] as const)
      : (['add', add] as const);
    return {
      text: `${name}(${read.text}, ${row.text})`,
      of: (g) => change(read.of(g) as RowSet<string>, row.of(g)),
    };
  }

  #counted(max: number, step: number, read: Term): Term {
    const by = this.choices.chance(35) ? -step : step;
    const raw = { text: `${read.text} + ${by}`, of: (g: Given) => (read.of(g) as number) + by };
    if (this.reckless()) return raw;
    return { text: `clamp(${raw.text}, ${max})`, of: (g) => Math.min(max, Math.max(0, raw.of(g))) };
  }

  /** A question. */
  test(depth = 2): Term<boolean> {
    const spot = this.spot();
    if (spot === undefined || this.choices.chance(4)) return { text: 'true', of: () => true };
    if (depth > 0 && this.choices.chance(20)) {
      const [a, b] = [this.test(depth - 1), this.test(depth - 1)];
      return this.choices.chance(50)
        ? { text: `(${a.text} && ${b.text})`, of: (g) => a.of(g) && b.of(g) }
        : { text: `(${a.text} || ${b.text})`, of: (g) => a.of(g) || b.of(g) };
    }
    const asked = this.#ask(spot);
    return this.choices.chance(40) ? { text: `!(${asked.text})`, of: (g) => !asked.of(g) } : asked;
  }

  #ask({ leaf, text, of }: Spot): Term<boolean> {
    if (leaf.domain === 'bool') return { text, of: of as Term<boolean>['of'] };
    if ((leaf.domain === 'pointer' || leaf.domain === 'address') && this.choices.chance(70))
      return { text: `${text} === null`, of: (g) => of(g) === null };
    if (leaf.domain === 'rowSet') {
      if (this.choices.chance(50)) return { text: `isEmpty(${text})`, of: (g) => isEmpty(of(g) as never) };
      const row = this.rowNumber(leaf.of);
      return { text: `has(${text}, ${row.text})`, of: (g) => has(of(g) as never, row.of(g)) };
    }
    const other = this.constant(leaf);
    return { text: `${text} === ${other.text}`, of: (g) => of(g) === other.of(g) };
  }
}

const fieldStep = (name: string): Term<string> => ({ text: `.${name}`, of: () => name });

const theRow: Term<number | null> = { text: 'row', of: ({ row }) => row };

/** A value inside a leaf's domain. */
export function constantOf(
  choices: Choices,
  leaf: Leaf<unknown>,
  rows: ReadonlyMap<string, number>,
): unknown {
  switch (leaf.domain) {
    case 'bool':
      return choices.chance(50);
    case 'count': {
      const max = leaf.max as number;
      return max < 256 ? choices.below(max + 1) : choices.pick([0, max, 1, max - 1, 0x55555]);
    }
    case 'range':
      return leaf.min + choices.below((leaf.max as number) - leaf.min + 1);
    case 'oneOf':
      return choices.pick(leaf.values);
    case 'pointer': {
      const row = choices.below(rows.get(leaf.to)! + 1);
      return row === 0 ? null : row - 1;
    }
    case 'address': {
      const [before, after] = choices.pick(leaf.of).split('[]');
      if (choices.chance(20)) return null;
      return after === undefined ? before : `${before}[${choices.below(rows.get(before!)!)}]${after}`;
    }
    case 'rowSet':
      return Number((BigInt(choices.below(256)) * 0x1010101n) & ((1n << BigInt(rows.get(leaf.of)!)) - 1n));
  }
}

/** The value that a leaf starts with. */
function zeroValue(leaf: Leaf<unknown>): unknown {
  if (leaf.domain === 'bool') return false;
  if (leaf.domain === 'pointer' || leaf.domain === 'address') return null;
  return leaf.domain === 'oneOf' ? leaf.values[0] : 0;
}

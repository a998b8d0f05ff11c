import { rowsOf } from '../../model/language/index.ts';
import { type Asking, type PropertyReads, propertyReads } from '../meaning/propertyReads.ts';
import type { Compiled } from '../packed/compiled.ts';
import { codeAt, wordMasks } from '../packed/layout.ts';
import { decode } from '../program/domain.ts';
import type { Field } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import type { SearchOptions } from './searchOptions.ts';
import type { ExploredSpace, Movement, Stopped, Unmoved } from './space.ts';
import { sweep } from './sweep.ts';

/** Looks at all states of a space for what ever changed; why it was stopped, where it was. */
export async function movementIn(
  compiled: Compiled,
  space: ExploredSpace,
  options: Pick<SearchOptions, 'limits' | 'onProgress'>,
): Promise<Movement | Stopped> {
  const { program, generated } = compiled;
  const { words } = generated.layout;
  const starts = [...compiled.starts.values()];
  const codes = starts.map((state) => compiled.codec.encode(state));
  let still = questionsOf(program).flatMap((property) => {
    const reads = starts.map((state) => propertyReads(program, property, state));
    const known = reads.filter((one) => one !== undefined);
    if (known.length < starts.length) return [];
    const watched = new Watched(compiled, property.name, known, codes);
    // A step may lead from what one start has to what another one has, which neither has shown.
    const isDecided = property.kind !== 'everyStep' || watched.startsAlike();
    return isDecided ? [watched] : [];
  });
  const used = new Int32Array(words);
  const stopped = await sweep(space, options, (states, at) => {
    for (let i = 0; i < words; i++) used[i]! |= states[at + i]!;
    if (still.some((one) => one.moves(states, at))) still = still.filter((one) => !one.hasMoved);
  });
  if (stopped !== undefined) return stopped;
  const rowsUsed = await usedRows(compiled, space, options, used);
  return typeof rowsUsed === 'string' ? rowsUsed : { unmoved: still.map(({ told }) => told), rowsUsed };
}

const questionsOf = ({ properties }: Program): Asking[] =>
  properties.filter(
    (property): property is Asking => property.kind !== 'never' && property.kind !== 'sometimes',
  );

/** A property while every state that was looked at gives it what one of the states to start from does. */
class Watched {
  readonly told: Unmoved;
  hasMoved = false;
  readonly #compiled: Compiled;
  readonly #places: PropertyReads['places'];
  readonly #starts: readonly Int32Array[];
  readonly #masks: readonly number[];

  constructor(
    compiled: Compiled,
    name: string,
    reads: readonly PropertyReads[],
    starts: readonly Int32Array[],
  ) {
    const { layout } = compiled.generated;
    const fields = new Set(reads.flatMap((one) => [...one.fields]));
    this.#compiled = compiled;
    this.#places = reads.flatMap(({ places }) => places);
    const { threads } = compiled.program;
    const standing = this.#places.map(({ thread }) => `where ${threads[thread]!.name} stands`);
    this.told = { name, reads: [...new Set([...[...fields].map(({ pattern }) => pattern), ...standing])] };
    this.#starts = starts;
    this.#masks = wordMasks(
      layout.words,
      [...fields].map(({ number }) => layout.fields[number]!),
    );
  }

  /** Whether the state at the offset gives it something else. */
  moves(states: Int32Array, at: number): boolean {
    this.hasMoved = !this.#starts.some((start) => this.#isLike(start, states, at));
    return this.hasMoved;
  }

  /** Whether all states to start from give it the same. */
  startsAlike(): boolean {
    return this.#starts.every((start) => this.#isLike(this.#starts[0]!, start, 0));
  }

  #isLike(start: Int32Array, states: Int32Array, at: number): boolean {
    for (let i = 0; i < start.length; i++)
      if (((states[at + i]! ^ start[i]!) & this.#masks[i]!) !== 0) return false;
    const { threads } = this.#compiled.generated.layout;
    return this.#places.every(({ thread, answers }) => {
      const { label } = threads[thread]!;
      return answers[codeAt(states, label, at)] === answers[codeAt(start, label)];
    });
  }
}

/** A row is used where any of its leaves is not as a new row has it, or where a pointer or a set names it. */
async function usedRows(
  { program, generated }: Compiled,
  space: ExploredSpace,
  options: Pick<SearchOptions, 'limits' | 'onProgress'>,
  used: Int32Array,
): Promise<Readonly<Record<string, number>> | Stopped> {
  const { fields, schema } = program;
  const place = ({ number }: Field) => generated.layout.fields[number]!;
  const rows = new Map(
    [...schema.fields].flatMap(([name, node]) =>
      node.kind === 'table' && name !== 'task'
        ? [[name, Array.from({ length: node.rows }, () => false)] as const]
        : [],
    ),
  );
  for (const field of fields) {
    if (field.row !== undefined && codeAt(used, place(field)) !== 0) {
      const own = rows.get(field.row.table);
      if (own !== undefined) own[field.row.row] = true;
    }
  }
  const unsure = fields.flatMap((field) =>
    [...rows].flatMap(([table, own]) =>
      own.includes(false) && pointsInto(field.leaf, table)
        ? [{ own, table, field, bits: place(field), known: new Set<number>() }]
        : [],
    ),
  );
  const stopped =
    unsure.length === 0
      ? undefined
      : await sweep(space, options, (states, at) => {
          for (const { own, table, field, bits, known } of unsure) {
            const code = codeAt(states, bits, at);
            if (known.has(code)) continue;
            known.add(code);
            for (const row of rowsNamed(field.leaf, table, code)) own[row] = true;
          }
        });
  if (stopped !== undefined) return stopped;
  const counts = [...rows].map(([name, own]) => [name, own.filter(Boolean).length, own.length] as const);
  return Object.fromEntries(counts.filter(([, count, all]) => count < all));
}

function pointsInto(leaf: Field['leaf'], table: string): boolean {
  if (leaf.domain === 'pointer') return leaf.to === table;
  if (leaf.domain === 'rowSet') return leaf.of === table;
  return leaf.domain === 'address' && leaf.values.some((value) => value.startsWith(`${table}[`));
}

/** The rows of the table that the value with this code names. */
function rowsNamed(leaf: Field['leaf'], table: string, code: number): readonly number[] {
  if (leaf.domain === 'rowSet') return rowsOf(decode(leaf, code) as never);
  if (leaf.domain === 'pointer') {
    const row = decode(leaf, code) as number | null;
    return row === null ? [] : [row];
  }
  const of = `${table}[`;
  const value = String(decode(leaf, code));
  return value.startsWith(of) ? [Number.parseInt(value.slice(of.length), 10)] : [];
}

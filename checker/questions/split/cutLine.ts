import { isDeepStrictEqual } from 'node:util';
import {
  type Alternative,
  bool,
  breakLabel,
  count,
  decides,
  type ListedLine,
  ModelError,
  type Next,
  type Operation,
  type Recipe,
  returnLabel,
  type Shape,
} from '../../../model/language/index.ts';
import { type Choice, choicesOf } from '../../program/choices.ts';
import { valuesOf } from '../../program/domain.ts';
import type { Program } from '../../program/program.ts';
import { tableRows } from '../../program/sizedSchema.ts';
import { noLabel } from '../../program/ways.ts';
import { Cut, type CutAt, CutRun } from './cutRun.ts';

/** How many loads the first part of a label may hand on to the second. */
const mostLoads = 8;

/** The most that a label may return to say where it goes. */
const mostWays = 7;

/** What the two parts of a label keep in their thread's locals: names that no listing has. */
type Kept = { [local: string]: unknown } & { cut_done: boolean; cut_result: number; cut_row: number };

/** The lines that a label becomes, and the locals that they need. */
export interface CutLine {
  readonly lines: Readonly<Record<string, Operation<never, never, string>>>;
  readonly locals: Shape;
}

/**
 * Takes the recipe of a label apart after some of its accesses: the label itself makes those, and one behind it the
 * others. `following` is the label behind it in its listing, undefined where it is the last. A guard stays with the
 * first part.
 */
export function cutLine(
  program: Program,
  { label, line }: ListedLine,
  following: string | undefined,
  at: CutAt,
): CutLine {
  if (line.kind === 'call') throw new ModelError(`${label}: it is a call; allowed: a label of its own`);
  const all = [...line.alternatives, ...(line.otherwise === undefined ? [] : [line.otherwise])];
  const rests = all.map((_, i) => `${label} (rest${all.length === 1 ? '' : ` of ${i + 1}`})`);
  const tables = tableRows(program.schema, program.threads.length);
  const choices = all.map(({ over }) =>
    over === undefined ? undefined : choicesOf(over, { tables, sizes: program.sizes }, label),
  );
  const first = all.map((alternative, i) => firstPart(alternative, choices[i], rests[i]!, at));
  const form = line.form === 'effect' || line.form === 'when' || line.form === 'unless' ? 'goto' : line.form;
  const head = {
    ...line,
    form,
    alternatives: first.slice(0, line.alternatives.length),
    ...(line.otherwise === undefined ? {} : { otherwise: first.at(-1)! }),
  } as Operation<never, never, string>;
  const tails = all.map((alternative, i) => [rests[i]!, secondPart(alternative, choices[i], following, at)]);
  return { lines: { [label]: head, ...Object.fromEntries(tails) }, locals: localsOf(program, at, choices) };
}

/** Whether a label looks at something before it does anything: that can be a part of its own. */
export const hasGuard = ({ line }: ListedLine): boolean =>
  line.kind !== 'call' && line.alternatives.some(({ guard }) => guard !== undefined);

function localsOf(
  { fields }: Program,
  { units }: CutAt,
  choices: readonly (readonly Choice[] | undefined)[],
): Shape {
  const counted = fields.filter(({ unit }) => units.has(unit));
  const most = Math.max(1, ...counted.map(({ leaf }) => valuesOf(leaf) - 1));
  const loads = Array.from({ length: mostLoads }, (_, i) => [`cut_load${i}`, count(most)]);
  const rows = Math.max(1, ...choices.map((some) => (some?.length ?? 0) - 1));
  return {
    cut_done: bool(),
    cut_result: count(mostWays),
    cut_row: count(rows),
    cut_loads: count(mostLoads),
    ...Object.fromEntries(loads),
  };
}

function firstPart(
  { effect, next, ...rest }: Alternative,
  choices: readonly Choice[] | undefined,
  to: string,
  at: CutAt,
): Alternative {
  const rests: Next = { kind: 'goto', label: to };
  if (effect === undefined) return { ...rest, next: rests };
  const part = (state: object, my: Kept, given: unknown): void => {
    const run = new CutRun(at, 1, state);
    const own = new OwnWrites(my);
    if (choices !== undefined) my.cut_row = indexOf(choices, given);
    try {
      my.cut_result = resultOf(
        next,
        called(effect, run.state, own.view, choices === undefined ? undefined : [given]),
      );
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      if (run.loaded.length > mostLoads)
        throw new ModelError(`its first part makes ${run.loaded.length} loads; allowed: up to ${mostLoads}`);
      my.cut_loads = run.loaded.length;
      for (const [i, code] of run.loaded.entries()) my[`cut_load${i}`] = code;
      return;
    }
    run.finish();
    own.finish();
    my.cut_done = true;
  };
  return { ...rest, effect: part as Recipe, next: rests };
}

function secondPart(
  { effect, next }: Alternative,
  choices: readonly Choice[] | undefined,
  following: string | undefined,
  at: CutAt,
): Operation<never, never, string> {
  const behind = nextBehind(next, following ?? returnLabel);
  const part = (state: object, my: Kept): unknown => {
    let result = my.cut_result;
    if (!my.cut_done && effect !== undefined) {
      const seen = Array.from({ length: my.cut_loads as number }, (_, i) => my[`cut_load${i}`] as number);
      const run = new CutRun(at, 2, state, seen);
      const given = choices === undefined ? undefined : [choices[my.cut_row]!.value];
      result = resultOf(next, called(effect, run.state, my, given));
    }
    for (const local of Object.keys(localNames)) my[local] = localNames[local];
    return behind.kind === 'switch' ? behind.labels[result] : decides(next) && result === 1;
  };
  const form = behind.kind === 'when' || behind.kind === 'unless' ? behind.kind : 'goto';
  return { kind: 'operation', form, alternatives: [{ effect: part as Recipe, next: behind }] };
}

/** Where a line goes from behind another one: what follows it there is something else. */
function nextBehind(next: Next, following: string): Next {
  if (next.kind === 'fall') return { kind: 'goto', label: following };
  if (next.kind !== 'switch') return next;
  return { ...next, labels: next.labels.map((label) => (label === breakLabel ? following : label)) };
}

/** What an effect has returned, as far as it decides where its thread goes, as a number. */
function resultOf(next: Next, result: unknown): number {
  if (next.kind !== 'switch') return result === true ? 1 : 0;
  const way = next.labels.indexOf(result as string);
  if (way < 0) throw noLabel(next.labels, result);
  return way;
}

/** A recipe gets what is chosen only where something is. */
const called = (recipe: Recipe, state: object, my: object, given: readonly unknown[] | undefined): unknown =>
  (recipe as (...all: unknown[]) => unknown)(state, my, ...(given ?? []));

/** Lists that are chosen are other ones each time that a program is built. */
const indexOf = (choices: readonly Choice[], given: unknown): number =>
  choices.findIndex(({ value }) => isDeepStrictEqual(value, given));

/** Where the locals of both parts start, and what they are forgotten to. */
const localNames: Readonly<Record<string, boolean | number>> = {
  cut_done: false,
  cut_result: 0,
  cut_row: 0,
  cut_loads: 0,
  ...Object.fromEntries(Array.from({ length: mostLoads }, (_, i) => [`cut_load${i}`, 0])),
};

/** What a recipe writes to its thread's own locals, which a first part that is cut has never written. */
class OwnWrites {
  readonly view: object;
  readonly #my: object;
  readonly #written = new Map<PropertyKey, unknown>();

  constructor(my: object) {
    this.#my = my;
    this.view = new Proxy(
      {},
      {
        get: (_, key) =>
          this.#written.has(key) ? this.#written.get(key) : (Reflect.get(my, key, my) as unknown),
        set: (_, key, value) => {
          this.#written.set(key, value);
          return true;
        },
      },
    );
  }

  finish(): void {
    for (const [key, value] of this.#written) Reflect.set(this.#my, key, value, this.#my);
  }
}

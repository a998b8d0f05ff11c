import type { Context } from './context.ts';
import { describe, pendingOf } from './describe.ts';
import { checkFunction, checkObject, checkText, refuse } from './given.ts';
import { isFieldName, keysOf, objectNames } from './keys.ts';
import { allowedNames, ModelError } from './modelError.ts';
import { breakLabel, decides, labelsIn, mayFall } from './next.ts';
import type { Alternative, Effect, Operation, Over, Recipe } from './operation.ts';
import { alternativesOf, effect } from './operation.ts';
import type { Ptr } from './pointer.ts';
import type { RecordNode, Shape, StateOf, ValueOf } from './schema.ts';

/** What every thread knows of itself. */
export type OwnThread = {
  /** The thread's own row of the table `task`. */
  readonly current: Ptr<'task'> & number;
  readonly context: Context;
  /** The number of its CPU; threads that name none have the lowest numbers that nobody names, in their order. */
  readonly cpu: number;
};

/** What a step sees of its own thread: parameters, which stay as they were given, and locals. */
export type MyOf<P extends Shape, L extends Shape> = {
  readonly [K in keyof P]: ValueOf<P[K]>;
} & StateOf<L> &
  OwnThread;

/** A function inlined at a label; its labels appear as `label.inner`. */
export interface Call<S, L> {
  readonly kind: 'call';
  readonly callee: AnyFn;
  /** Which of the caller's names each parameter or local of the callee is. */
  readonly bind: Readonly<Record<string, string>>;
  readonly '~needs'?: (state: S, my: L) => void;
}

/** What may stand at a label. */
export type Line<S, L> = Effect<S, L> | Operation<S, L, string> | Call<S, L>;
export type Listing<S, L> = { readonly [label: string]: Line<S, L> };

/** A line as the engines hold it: a bare effect has become an operation. */
export interface ListedLine {
  readonly label: string;
  readonly line: Operation<never, never, string> | Call<never, never>;
  /** The subject of the patch that brought the line; none for the base machine's own. */
  readonly patch?: string;
}

/** A kernel function: parameters, locals, and labels in order, each with one operation. */
export interface Fn<S, P extends Shape, L extends Shape, Name extends string, Labels extends string> {
  readonly kind: 'fn';
  readonly name: Name;
  readonly parameters: P;
  readonly locals: L;
  readonly lines: readonly ListedLine[];
  /** The schema of the machine it is written for. */
  readonly root: RecordNode;
  /** The kernel file and release that the listing stands for. */
  readonly source: string;
  readonly '~state'?: (state: S) => void;
  readonly '~labels'?: Labels;
}

/** A function with its types forgotten. */
export type AnyFn = Fn<never, Shape, Shape, string, string>;

/** Whether the value is what `machine.fn` returns. */
export const isFn = (value: unknown): value is AnyFn =>
  ((value ?? {}) as { readonly kind?: unknown }).kind === 'fn';

/** Throws ModelError unless the value is what `machine.fn` returns. */
export function checkFn(subject: string, value: unknown): asserts value is AnyFn {
  if (!isFn(value)) refuse(subject, value, 'what machine.fn() returns');
}

/** The label to go to for leaving a function early. */
export const returnLabel = 'return';
/** Where a thread stands that has returned, as properties see it, is `end`; `__proto__` would be no key of a listing. */
const reservedLabels = [returnLabel, breakLabel, 'end', '__proto__'];

/** Makes the lines of a listing; throws ModelError for a label that cannot be one, and for what cannot stand at one. */
export function linesOf(fn: string, listing: Listing<never, never>, patch?: string): ListedLine[] {
  checkObject(`${fn}: its listing`, listing, '{ label: operation, … }');
  for (const label of keysOf(listing)) checkLabel(fn, label);
  return Object.entries(listing).map(([label, given]) => {
    const line = typeof given === 'function' ? effect(given as Effect<never, never>) : given;
    checkLine(`${fn}: the label '${label}'`, line);
    return patch === undefined ? { label, line } : { label, line, patch };
  });
}

/** TypeScript has checked the line, unless nobody asked it to. */
function checkLine(subject: string, line: unknown): asserts line is ListedLine['line'] {
  const kind = typeof line === 'object' && line !== null ? (line as { kind?: unknown }).kind : undefined;
  if (kind === 'call') return;
  if (kind !== 'operation') {
    const what = (typeof line === 'object' && line !== null && pendingOf(line)) || describe(line);
    throw new ModelError(`${subject} is ${what}; allowed: a function of the state, an operation, a call`);
  }
  for (const alternative of alternativesOf(line as Operation<never, never, string>)) {
    const { guard, effect, over, next } = alternative;
    if (Object.hasOwn(alternative, 'guard')) checkFunction(`${subject}: its guard`, guard, recipes.guard);
    if (next.kind === 'switch') checkFunction(`${subject}: what says where it goes`, effect, recipes.switch);
    else if (decides(next)) checkFunction(`${subject}: its test`, effect, recipes.guard);
    else if (Object.hasOwn(alternative, 'effect'))
      checkFunction(`${subject}: its effect`, effect, recipes.effect);
    if (over !== undefined) checkOver(`${subject}: what it chooses from`, over);
    for (const label of labelsIn(next)) checkText(`${subject}: where it goes`, label, 'a label');
  }
}

function checkOver(subject: string, over: unknown): void {
  if (typeof over === 'string' || isLeaf(over)) return;
  if (Array.isArray(over) && over.length > 0 && over.every((one) => typeof one === 'string' || isLeaf(one)))
    return;
  refuse(subject, over, 'the name of a table, a leaf such as range(1, 3), or a list of these');
}

const isLeaf = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'leaf';

const recipes = {
  guard: 'a plain function of the state that answers true or false',
  effect: 'a plain function that has changed the state when it returns',
  switch: 'a plain function that answers one of its labels',
};

/** A label is shown as it is, in tables, comments and commands: whatever it says, it says on one line. */
function checkLabel(fn: string, label: string): void {
  if (/^\d+$/.test(label)) {
    throw new ModelError(
      `${fn}: the label '${label}' is a number, which JavaScript would move to the front; allowed: names`,
    );
  }
  if (reservedLabels.includes(label) || label.includes('.')) {
    throw new ModelError(
      `${fn}: the label '${label}' is reserved; allowed: names other than ${reservedLabels.join(', ')}, without dots`,
    );
  }
  const shown = label.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, escaped);
  if (shown !== label) {
    throw new ModelError(
      `${fn}: the label '${shown}' has a line break or another control character; allowed: text on one line`,
    );
  }
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Throws ModelError for parameters and locals that a step could not tell apart: it finds them all in one object,
 * beside what every thread knows of itself.
 */
export function checkVariables(fn: string, names: readonly string[]): void {
  const bad = names.find((name) => !isFieldName(name) || reserved.includes(name));
  if (bad !== undefined) {
    throw new ModelError(
      `${fn}: it cannot have a variable '${bad}'; allowed: identifiers other than ${reserved.join(', ')}`,
    );
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ModelError(`${fn}: '${twice}' is both a parameter and a local; allowed: one of the two`);
  }
}

const reserved = ['current', 'context', 'cpu', ...objectNames];

/** The labels that a line may jump to. */
export function jumpsOf(line: ListedLine['line']): string[] {
  if (line.kind === 'call') return [];
  return alternativesOf(line).flatMap(({ next }) => labelsIn(next));
}

/** Throws ModelError unless every jump has its label and every label can be reached from the first. */
export function checkFlow(fn: string, lines: readonly ListedLine[]): void {
  const labels = lines.map((l) => l.label);
  const known = new Set([...labels, returnLabel]);
  if (lines.length === 0) throw new ModelError(`${fn}: it has no labels; allowed: one or more`);
  for (const { label, line, patch } of lines) {
    for (const to of jumpsOf(line)) {
      if (!known.has(to)) {
        const from = patch === undefined ? '' : ` of patch "${patch}"`;
        throw new ModelError(
          `${fn}: the label '${label}'${from} goes to '${to}', which is no label of it; ${allowedNames(to, labels)}`,
        );
      }
    }
  }
  const reached = reachable(lines);
  const lost = labels.find((_, i) => !reached.has(i));
  if (lost !== undefined) {
    throw new ModelError(
      `${fn}: no path leads to the label '${lost}'; allowed: labels that can be reached from '${labels[0]}'`,
    );
  }
}

function reachable(lines: readonly ListedLine[]): Set<number> {
  const index = new Map(lines.map((l, i) => [l.label, i]));
  const reached = new Set<number>();
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at >= lines.length || reached.has(at)) continue;
    reached.add(at);
    const { line } = lines[at]!;
    if (fallsThrough(line)) open.push(at + 1);
    for (const to of jumpsOf(line)) if (index.has(to)) open.push(index.get(to)!);
  }
  return reached;
}

/** Whether some way of a line goes on at the following one. */
export function fallsThrough(line: ListedLine['line']): boolean {
  if (line.kind === 'call') return true;
  return alternativesOf(line).some(({ next }) => mayFall(next));
}

/** Whether two lines of one label do the same, as far as their recipes tell: the same ones, or of one text and one patch. */
export function doTheSame(one: ListedLine, other: ListedLine): boolean {
  if (one.line.kind === 'call' || other.line.kind === 'call') return one.line.kind === other.line.kind;
  const [ways, others] = [alternativesOf(one.line), alternativesOf(other.line)];
  const sameRecipe = (a: Recipe | undefined, b: Recipe | undefined) =>
    a === b || (one.patch === other.patch && a?.toString() === b?.toString());
  const sameWay = (a: Alternative, b: Alternative | undefined) =>
    b !== undefined &&
    sameOver(a.over, b.over) &&
    sameRecipe(a.guard, b.guard) &&
    sameRecipe(a.effect, b.effect);
  return ways.length === others.length && ways.every((way, i) => sameWay(way, others[i]));
}

const sameOver = (a: Over | undefined, b: Over | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

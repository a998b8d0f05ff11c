import { describe } from './describe.ts';
import { checkArray, checkText } from './given.ts';
import type { Leaf } from './leaves.ts';
import { ModelError } from './modelError.ts';
import type { breakLabel, Next } from './next.ts';

/**
 * What one label does. Every constructor below makes one of these, so an engine knows a single form:
 * the alternatives that are enabled in a state are the label's steps there, `otherwise` is one when none is.
 */
export interface Operation<S, L, G extends string = never> {
  readonly kind: 'operation';
  readonly form: 'effect' | 'wait' | 'spin' | 'yields' | 'when' | 'unless' | 'goto' | 'either';
  readonly alternatives: readonly Alternative[];
  readonly otherwise?: Alternative;
  /** Why it is one step although it makes several accesses. */
  readonly oneStep?: string;
  /** What of the model it comes up against where no alternative is enabled: what it stands for would go on there. */
  readonly bound?: Bound;
  readonly '~needs'?: (state: S, my: L) => void;
  readonly '~goto'?: G;
}

/** A bound of the model that an operation may come up against. */
export interface Bound {
  /** The table of which it needs a row. */
  readonly table: string;
  /** What needs it, as reports call it. */
  readonly what: string;
  /** What the model may say in place of having more rows, in words that go on a sentence. */
  readonly instead: string;
}

/** All ways for a label to go on: the alternatives in their order, then `otherwise`. */
export const alternativesOf = (of: Pick<Operation<never, never>, 'alternatives' | 'otherwise'>) =>
  of.otherwise === undefined ? of.alternatives : [...of.alternatives, of.otherwise];

/**
 * What a branch chooses from: the rows of a table, `page`, or of a table within rows, `zspage[].obj`; the values of a leaf;
 * or one of each of several of these.
 */
export type Over = string | Leaf<unknown> | readonly (string | Leaf<unknown>)[];

/** One way for a label to go on. */
export interface Alternative {
  /** What is chosen from: the alternative exists once for each, and the recipes get what is chosen third. */
  readonly over?: Over;
  readonly guard?: Recipe;
  readonly effect?: Recipe;
  readonly next: Next;
}

/** A recipe with its types forgotten, as the engines hold it. */
// biome-ignore lint/suspicious/noExplicitAny: the listing has checked the types; an engine calls recipes of every machine
export type Recipe = (state: any, my: any, row: any) => unknown;

/** Changes the state; what it returns is ignored. */
export type Effect<S, L> = (state: S, my: L) => unknown;
/** Reads the state. */
export type Guard<S, L> = (state: S, my: L) => boolean;

const fall: Next = { kind: 'fall' };

/** Blocks, asleep, until the guard holds; then the effect, in the same atomic step. */
export function wait<S, L, G extends string = never>(
  until: Guard<S, L>,
  then?: Then<S, L, G>,
): Operation<S, L, NoInfer<G>> {
  return { kind: 'operation', form: 'wait', alternatives: [guarded(until, then)] };
}

/** As `wait`, but burning its CPU: a spinning thread does not let another one run in its place. */
export function spin<S, L, G extends string = never>(
  until: Guard<S, L>,
  then?: Then<S, L, G>,
): Operation<S, L, NoInfer<G>> {
  return { kind: 'operation', form: 'spin', alternatives: [guarded(until, then)] };
}

/** The effect, if any, at a label where another thread of the same CPU may run first. */
export function yields<S, L>(recipe?: Effect<S, L>): Operation<S, L> {
  const alternative = recipe === undefined ? { next: fall } : { effect: recipe, next: fall };
  return { kind: 'operation', form: 'yields', alternatives: [alternative] };
}

/** `if (test) goto label;` where the test may have an effect, as trylock and atomic_dec_and_test have. */
export function when<S, L, const G extends string>(test: Guard<S, L>, label: G): Operation<S, L, G> {
  return { kind: 'operation', form: 'when', alternatives: [{ effect: test, next: { kind: 'when', label } }] };
}

/** `if (!test) goto label;` where the test may have an effect. */
export function unless<S, L, const G extends string>(test: Guard<S, L>, label: G): Operation<S, L, G> {
  return {
    kind: 'operation',
    form: 'unless',
    alternatives: [{ effect: test, next: { kind: 'unless', label } }],
  };
}

/** The labels that `goto` is given, one or several. */
type LabelsOf<To> = To extends readonly (infer G extends string)[] ? G : To & string;

/** What goes with a label is an effect; what goes with several returns one of them. */
type Leading<S, L, To> = To extends readonly (infer G)[] ? (state: S, my: L) => G : Effect<S, L>;

/**
 * The effect, if any, then `goto label;` in the same step. Of several labels it goes to the one that the recipe returns,
 * as a `switch` does; `break` among them is the following label.
 * @throws ModelError for labels that are none, one that is there twice, and more than eight
 */
export function goto<S, L, const To extends string | readonly string[]>(
  to: To,
  ...recipe: To extends string ? [effect?: Effect<S, L>] : [which: Leading<S, L, To>]
): Operation<S, L, Exclude<LabelsOf<To>, typeof breakLabel>>;
export function goto(to: unknown, recipe?: Recipe): Operation<never, never, string> {
  const next: Next = typeof to === 'string' ? { kind: 'goto', label: to } : switchOf(to);
  const alternative = recipe === undefined ? { next } : { effect: recipe, next };
  return { kind: 'operation', form: 'goto', alternatives: [alternative] };
}

/** A search has a bit for each way that a step may go. */
const mostLabels = 8;

function switchOf(labels: unknown): Next {
  checkArray('goto(): where it goes', labels, 'a label, or an array of labels');
  for (const label of labels) checkText('goto(): one of its labels', label, 'a label');
  const all = labels as readonly string[];
  const twice = all.find((label, i) => all.indexOf(label) !== i);
  if (twice !== undefined)
    throw new ModelError(`goto(): '${twice}' is there twice; allowed: each label once`);
  if (all.length === 0 || all.length > mostLabels)
    throw new ModelError(`goto(): it has ${all.length} labels; allowed: from 1 to ${mostLabels}`);
  return { kind: 'switch', labels: all };
}

/**
 * The operation, going on at the label instead of the following line.
 * @throws ModelError for what is no operation
 */
export function thenGoto<S, L, const G extends string>(
  operation: Operation<S, L>,
  label: G,
): Operation<S, L, G> {
  if (typeof operation !== 'object' || operation === null || operation.kind !== 'operation')
    throw new ModelError(`thenGoto: it is given ${describe(operation)}; allowed: an operation`);
  const there = (alternative: Alternative): Alternative => ({
    ...alternative,
    next: { kind: 'goto', label },
  });
  const alternatives = operation.alternatives.map(there);
  const moved = { ...operation, alternatives } as Operation<S, L, G>;
  return operation.otherwise === undefined ? moved : { ...moved, otherwise: there(operation.otherwise) };
}

/** A plain effect as an operation; a listing takes the bare recipe too. */
export function effect<S, L>(recipe: Effect<S, L>): Operation<S, L> {
  return { kind: 'operation', form: 'effect', alternatives: [{ effect: recipe, next: fall }] };
}

/** What follows a guard: an effect, or a `when`, `unless` or `goto`. */
export type Then<S, L, G extends string> = Effect<S, L> | Operation<S, L, G>;

/** What follows a guard: a plain effect, or the one alternative of a `when`, `unless` or `goto`. */
export function outcome(then: unknown): Alternative {
  if (then === undefined) return { next: fall };
  if (typeof then === 'function') return { effect: then as Recipe, next: fall };
  if (typeof then !== 'object' || then === null || (then as { kind?: unknown }).kind !== 'operation')
    throw new ModelError(`a guard is followed by ${describe(then)}; allowed: an effect, when, unless, goto`);
  const { form, alternatives } = then as Operation<never, never, string>;
  if (form !== 'when' && form !== 'unless' && form !== 'goto') {
    throw new ModelError(`a guard is followed by '${form}'; allowed: an effect, when, unless, goto`);
  }
  return alternatives[0]!;
}

/** What a guard lets be done. */
export function guarded(guard: unknown, then: unknown): Alternative {
  return { ...outcome(then), guard: guard as Recipe };
}

/**
 * The label as it is, with the reason why what it does is one step in the kernel: which lock, or which instruction, lets
 * nobody come between its accesses.
 * @throws ModelError where the reason is missing
 */
export function oneStep<S, L, G extends string = never>(
  reason: string,
  line: Then<S, L, G>,
): Operation<S, L, NoInfer<G>> {
  if (typeof reason !== 'string' || reason.trim() === '')
    throw new ModelError('oneStep: it has no reason; allowed: a sentence that says what makes it one step');
  const operation = typeof line === 'function' ? effect(line) : line;
  return { ...operation, oneStep: reason };
}

/**
 * The operation, which waits for nothing but a bound of the model: a run that cannot go on because of it has not come to
 * a deadlock, but to the end of what is modelled, and the verdict is `incomplete`.
 */
export function bounded<S, L, G extends string = never>(
  bound: Bound,
  operation: Operation<S, L, G>,
): Operation<S, L, G> {
  return { ...operation, bound };
}

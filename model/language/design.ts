import { describe } from './describe.ts';
import { checkArray, checkFunction, checkObject, checkText } from './given.ts';
import { ModelError } from './modelError.ts';
import type { AnyPatch } from './patch.ts';

/** The verdict that a scenario's author expects of a design. */
export type Expected =
  | { readonly verdict: 'holds' }
  /**
   * `by` names the check or the property; without it any violation will do. `at` is the label whose step must fail so,
   * as 'function.label', where a check could fail at several.
   */
  | { readonly verdict: 'violated'; readonly by?: string; readonly at?: string };

/** Expects that all properties hold and no check fails. */
export const holds: Expected = { verdict: 'holds' };
/** Expects a violation: of any check, or of the one that `by` names, at the label that `at` names, `function.label`. */
export const violated = (by?: string, at?: string): Expected => ({
  verdict: 'violated',
  ...(by === undefined ? {} : { by }),
  ...(at === undefined ? {} : { at }),
});

/** Makes each state to start from out of the all-zero state, by a name for it. */
export type InitialStates<S> = Readonly<Record<string, (state: S) => unknown>>;

/** How an author writes them: by name, or the only one, which is called `start`. */
export type Initial<S> = ((state: S) => unknown) | InitialStates<S>;

/** A machine with an ordered series of patches, named after the release or commit it stands for. */
export interface Design<S = never> {
  readonly series: readonly AnyPatch[];
  readonly expected: Expected;
  /** The states that it starts from, where they are other ones than the scenario's. */
  readonly initial?: InitialStates<S>;
  /** What never happens in it, beside what the scenario declares, with the reason. */
  readonly unreachable?: Unreachable;
  /** The properties that say nothing of it, with the reason: nothing that they look at ever changes. */
  readonly notAsked?: NotAsked;
}

/** The names of properties, with the reason why nothing that they look at ever changes. */
export type NotAsked = Readonly<Record<string, string>>;

/** A design under its name: what is checked, whether or not it is one of a scenario's. */
export interface NamedDesign extends Design<never> {
  readonly name: string;
}

/**
 * What never happens, with the reason: 'function.label' (a callee's own name inside a call), 'outer.inner' for a label at a
 * call, 'function' for all of it, with `*` for several; and a way on from a label, ': jumps' or ': falls' of a test,
 * ': branch 2' of an `either`.
 */
export type Unreachable = Readonly<Record<string, string>>;

/**
 * Describes a design. `initial` is for one whose patches lay the data out in another way than the scenario's initial
 * states have it: it starts from these instead.
 */
export function design<S>(
  series: readonly AnyPatch[],
  expected: Expected,
  options: {
    readonly initial?: Initial<S>;
    readonly unreachable?: Unreachable;
    readonly notAsked?: NotAsked;
  } = {},
): Design<S> {
  checkObject('design(): what is special to it', options, '{ initial, unreachable, notAsked }');
  const { initial, unreachable, notAsked } = options;
  return {
    series,
    expected,
    ...(initial === undefined ? {} : { initial: namedInitial<S>(initial) }),
    ...(unreachable === undefined ? {} : { unreachable }),
    ...(notAsked === undefined ? {} : { notAsked }),
  };
}

/** Throws ModelError unless the value is what `design()` returns; it may have been put together by hand. */
export function checkDesign(subject: string, value: unknown): asserts value is Design<never> {
  checkObject(subject, value, 'what design() returns');
  const { series, expected, initial, unreachable, notAsked } = value as Partial<Design>;
  checkArray(`${subject}: its series`, series, 'an array of patches');
  series.forEach((patch: unknown, i) => {
    const { subject: title, changes } = (patch ?? {}) as Partial<AnyPatch>;
    if (typeof title !== 'string' || !Array.isArray(changes))
      throw new ModelError(
        `${subject}: patch ${i + 1} of its series is ${describe(patch)}; allowed: what patch() returns`,
      );
  });
  checkExpected(subject, expected);
  if (initial !== undefined) checkInitial(subject, initial);
  if (unreachable !== undefined) checkUnreachable(subject, unreachable);
  if (notAsked !== undefined) checkReasons(`${subject}: what is not asked of it`, notAsked);
}

function checkExpected(subject: string, value: unknown): void {
  const { verdict, by, at } = (value ?? {}) as { verdict?: unknown; by?: unknown; at?: unknown };
  if (verdict !== 'holds' && verdict !== 'violated')
    throw new ModelError(
      `${subject}: the verdict that is expected of it is ${describe(value)}; allowed: holds, violated()`,
    );
  if (by !== undefined) checkText(`${subject}: what it is expected to violate`, by, 'a check or a property');
  if (at !== undefined) checkText(`${subject}: where it is expected to fail`, at, "'function.label'");
}

/** Throws ModelError unless there are initial states by their names, one or more. */
export function checkInitial(subject: string, value: unknown): void {
  const states = '{ name: (state) => …, … }';
  checkObject(`${subject}: its initial`, value, `initial states by name, ${states}`);
  if (Object.keys(value).length === 0)
    throw new ModelError(`${subject}: it has no initial states; allowed: one or more`);
  for (const [name, make] of Object.entries(value))
    checkFunction(`${subject}: the initial state '${name}'`, make, 'a plain function that sets up the state');
}

/** Throws ModelError unless labels are declared, each with its reason. */
export function checkUnreachable(subject: string, value: unknown): void {
  checkObject(`${subject}: what cannot be reached`, value, "{ 'function.label': 'why', … }");
  for (const [label, why] of Object.entries(value))
    checkText(`${subject}: why '${label}' cannot be reached`, why, 'a sentence');
}

function checkReasons(subject: string, value: unknown): void {
  checkObject(subject, value, "{ 'property': 'why', … }");
  for (const [name, why] of Object.entries(value))
    checkText(`${subject}: why "${name}" is not`, why, 'a sentence');
}

/** Initial states by their names. */
export const namedInitial = <S>(initial: Initial<S>): InitialStates<S> =>
  typeof initial === 'function' ? { start: initial } : initial;

import type { AnyPatch } from './patch.ts';

/** The verdict that a scenario's author expects of a design. */
export type Expected =
  | { readonly verdict: 'holds' }
  /**
   * `by` names the check or the property; without it any violation will do. `at` is the label whose step must fail so,
   * as 'function.label', where a check could fail at several.
   */
  | { readonly verdict: 'violated'; readonly by?: string; readonly at?: string };

export const holds: Expected = { verdict: 'holds' };
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
  /** Labels that it cannot reach, beside those that the scenario declares, with the reason. */
  readonly unreachable?: Unreachable;
}

/** A design under its name: what is checked, whether or not it is one of a scenario's. */
export interface NamedDesign extends Design<never> {
  readonly name: string;
}

/** Labels that cannot be reached, as 'function.label' (a callee's own name inside a call), with the reason. */
export type Unreachable = Readonly<Record<string, string>>;

/**
 * Describes a design. `initial` is for one whose patches lay the data out in another way than the scenario's initial
 * states have it: it starts from these instead.
 */
export function design<S>(
  series: readonly AnyPatch[],
  expected: Expected,
  { initial, unreachable }: { readonly initial?: Initial<S>; readonly unreachable?: Unreachable } = {},
): Design<S> {
  return {
    series,
    expected,
    ...(initial === undefined ? {} : { initial: namedInitial<S>(initial) }),
    ...(unreachable === undefined ? {} : { unreachable }),
  };
}

/** Initial states by their names. */
export const namedInitial = <S>(initial: Initial<S>): InitialStates<S> =>
  typeof initial === 'function' ? { start: initial } : initial;

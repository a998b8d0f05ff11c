import { describe } from './describe.ts';
import { checkFunction, checkText } from './given.ts';
import { ModelError } from './modelError.ts';
import type { Thread, ThreadGroup } from './thread.ts';

/** What a property sees of a thread. */
// biome-ignore lint/suspicious/noExplicitAny: where the function is not known, its locals may be anything
export interface ThreadView<My = any, Labels extends string = string> {
  /** The name the scenario gives the thread. */
  readonly name: string;
  /** The function it was started with. */
  readonly fn: string;
  readonly ended: boolean;
  /** Ended, or optional and before its first label. */
  readonly settled: boolean;
  /** The thread that runs on its CPU and cannot be replaced where that one stands, if there is another one that does. */
  readonly heldOffBy?: string | undefined;
  /**
   * Parameters and locals of the function it was started with, and `current`, `context` and `cpu`. The locals of a thread
   * that has ended are gone: to read one is a mistake.
   */
  readonly my: My;
  /** The label it stands before, 'end' when it has returned; `at` is checked where this is only compared. */
  readonly label: string;
  /**
   * Whether it stands before the label, or one of several: 'label', 'outer.inner' inside a call, 'end' when the function has
   * returned. `*` stands for any part of a name, '*.inner' for 'inner' in any calls or none, 'outer.*' for every label
   * inside of that call. One that the thread has in no design of the scenario is a mistake.
   */
  at(label: Place<Labels> | readonly Place<Labels>[]): boolean;
  /** As `at`, for properties that several scenarios share: what this one has in no design is no mistake, and not there. */
  mayBeAt(label: Place<Labels> | readonly Place<Labels>[]): boolean;
}

/** A label as a property names it: the compiler proposes those of the function itself, and patches bring others. */
export type Place<Labels extends string = string> = Labels | `${Labels}.${string}` | (string & {});

/** The threads of a scenario, in its order and by name; those of a group have its name and their number, `cpu0`. */
export type Threads<Named = Readonly<Record<string, ThreadView>>> = readonly ThreadView[] & Named;

/** What a scenario's properties see of its threads, by the names that they have in it. */
export type NamedThreads<Ts> = Threads<{
  readonly [K in keyof Ts as Ts[K] extends ThreadGroup ? `${K & string}${number}` : K]: ViewOf<Ts[K]>;
}>;

type ViewOf<T> =
  T extends Thread<infer My, infer Labels>
    ? ThreadView<My, Labels>
    : T extends ThreadGroup<infer My, infer Labels>
      ? ThreadView<My, Labels>
      : ThreadView;

/** A question about one state. */
export type Predicate<S, Ts = Threads> = (state: S, threads: Ts) => boolean;

/** A question about one step: the states on both sides of it, and the threads behind it. */
export type StepPredicate<S, Ts = Threads> = (before: S, after: S, threads: Ts) => boolean;

/** A number that one state has. */
export type MeasureOf<S, Ts = Threads> = (state: S, threads: Ts) => number;

/** What must hold, or is measured, in the domain's words: the name appears in reports as it is. */
export type Property<S> =
  | {
      readonly kind: 'always' | 'atTheEnd' | 'sometimes';
      readonly name: string;
      readonly holds: Predicate<S>;
    }
  | {
      readonly kind: 'maximum';
      readonly name: string;
      readonly measure: MeasureOf<S>;
      readonly atMost: number | undefined;
    }
  | { readonly kind: 'within'; readonly name: string; readonly holds: Predicate<S> }
  | { readonly kind: 'everyStep'; readonly name: string; readonly holds: StepPredicate<S> }
  | { readonly kind: 'never'; readonly name: string; readonly check: string };

/** True in every state. */
export const always = <S>(name: string, holds: Predicate<S>): Property<S> => asking('always', name, holds);

/** True of every step; for what may not happen rather than what may not be, as a free while a count is held. */
export const everyStep = <S>(name: string, holds: StepPredicate<S>): Property<S> => {
  checkProperty('everyStep', name, holds);
  return { kind: 'everyStep', name, holds };
};

/** True in every state in which all threads have ended, but for optional ones that have not begun. */
export const atTheEnd = <S>(name: string, holds: Predicate<S>): Property<S> =>
  asking('atTheEnd', name, holds);

/** True in at least one reachable state: a witness, without which no verdict is `holds`. */
export const sometimes = <S>(name: string, holds: Predicate<S>): Property<S> =>
  asking('sometimes', name, holds);

/**
 * The largest value that a number takes in any reachable state, which the report tells with a run that comes to it. With
 * `atMost`, a state in which it is larger breaks the property. A count of what a run has done so far, as a ghost, makes
 * it what the most expensive run costs.
 * @throws ModelError where `atMost` is no number
 */
export const maximum = <S>(
  name: string,
  measure: MeasureOf<S>,
  { atMost }: { readonly atMost?: number } = {},
): Property<S> => {
  checkText('maximum(): its name', name, 'a sentence of the domain');
  checkFunction(`maximum("${name}"): its measure`, measure, 'a plain function that answers a number');
  if (atMost !== undefined && !Number.isFinite(atMost))
    throw new ModelError(`maximum("${name}"): at most ${describe(atMost)}; allowed: a number`);
  return { kind: 'maximum', name, measure, atMost };
};

/**
 * States the bounds of what is explored: a state in which it is false is beyond them. It is counted and no more: nothing
 * is asked of it, and no step is taken from it. What a run would do beyond is not known, so nobody gets stuck for that.
 */
export const within = <S>(name: string, holds: Predicate<S>): Property<S> => {
  checkProperty('within', name, holds);
  return { kind: 'within', name, holds };
};

/** Gives a built-in check the domain's words: its violations are reported as ones of this property. */
export const never = <S>(name: string, check: string): Property<S> => {
  checkText('never(): its name', name, 'a sentence of the domain');
  checkText(`never("${name}"): its check`, check, 'the name of a check');
  return { kind: 'never', name, check };
};

/** The kinds of properties with the types of one scenario: its state, and its threads by name. */
export interface Properties<S, Ts> {
  always(name: string, holds: Predicate<S, Ts>): Property<S>;
  everyStep(name: string, holds: StepPredicate<S, Ts>): Property<S>;
  atTheEnd(name: string, holds: Predicate<S, Ts>): Property<S>;
  sometimes(name: string, holds: Predicate<S, Ts>): Property<S>;
  within(name: string, holds: Predicate<S, Ts>): Property<S>;
  never(name: string, check: string): Property<S>;
  maximum(name: string, measure: MeasureOf<S, Ts>, bound?: { readonly atMost?: number }): Property<S>;
}

/** The same functions, for a scenario that writes its properties as a function of them. */
export const properties: Properties<never, never> = {
  always: always as never,
  everyStep: everyStep as never,
  atTheEnd: atTheEnd as never,
  sometimes: sometimes as never,
  within: within as never,
  never,
  maximum: maximum as never,
};

function asking<S>(
  kind: 'always' | 'atTheEnd' | 'sometimes',
  name: string,
  holds: Predicate<S>,
): Property<S> {
  checkProperty(kind, name, holds);
  return { kind, name, holds };
}

function checkProperty(kind: string, name: unknown, holds: unknown): void {
  checkText(`${kind}(): its name`, name, 'a sentence of the domain');
  checkFunction(`${kind}("${name}"): its question`, holds, 'a plain function that answers true or false');
}

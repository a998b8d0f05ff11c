/** What a property sees of a thread. */
export interface ThreadView {
  /** The name the scenario gives the thread. */
  readonly name: string;
  /** The function it was started with. */
  readonly fn: string;
  /** The label it stands before, 'outer.inner' inside a call; 'end' when the function has returned. */
  readonly label: string;
  readonly ended: boolean;
  /** Ended, or optional and before its first label. */
  readonly settled: boolean;
  /** The thread that runs on its CPU and cannot be replaced where that one stands, if there is another one that does. */
  readonly heldOffBy?: string | undefined;
  /** Parameters and locals of the function it was started with, and `current`, `context` and `cpu`. */
  // biome-ignore lint/suspicious/noExplicitAny: the threads of one scenario have different locals
  readonly my: any;
}

/** A question about one state. */
export type Predicate<S> = (state: S, threads: readonly ThreadView[]) => boolean;

/** A question about one step: the states on both sides of it, and the threads behind it. */
export type StepPredicate<S> = (before: S, after: S, threads: readonly ThreadView[]) => boolean;

/** What must hold, in the domain's words: the name appears in reports as it is. */
export type Property<S> =
  | {
      readonly kind: 'always' | 'atTheEnd' | 'sometimes';
      readonly name: string;
      readonly holds: Predicate<S>;
    }
  | { readonly kind: 'everyStep'; readonly name: string; readonly holds: StepPredicate<S> }
  | { readonly kind: 'never'; readonly name: string; readonly check: string };

/** True in every state. */
export const always = <S>(name: string, holds: Predicate<S>): Property<S> => ({
  kind: 'always',
  name,
  holds,
});

/** True of every step; for what may not happen rather than what may not be, as a free while a count is held. */
export const everyStep = <S>(name: string, holds: StepPredicate<S>): Property<S> => ({
  kind: 'everyStep',
  name,
  holds,
});

/** True in every state in which all threads have ended, but for optional ones that have not begun. */
export const atTheEnd = <S>(name: string, holds: Predicate<S>): Property<S> => ({
  kind: 'atTheEnd',
  name,
  holds,
});

/** True in at least one reachable state: a witness, without which no verdict is `holds`. */
export const sometimes = <S>(name: string, holds: Predicate<S>): Property<S> => ({
  kind: 'sometimes',
  name,
  holds,
});

/** Gives a built-in check the domain's words: its violations are reported as ones of this property. */
export const never = <S>(name: string, check: string): Property<S> => ({ kind: 'never', name, check });

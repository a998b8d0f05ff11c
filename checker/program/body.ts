import type { Alternative, Bound, Operation } from '../../model/language/index.ts';
import type { Choice } from './choices.ts';
import type { SizedLeaf } from './sizedSchema.ts';

/** One call on the way from a thread's function to a label: the label it is made at, and the function called. */
export interface CallSite {
  readonly label: string;
  readonly fn: string;
}

/**
 * Where the names of a function live when it runs: in a slot of the thread's frame, in several where it is a record or an
 * array, or among its arguments. A parameter that is a local of the caller is that local's slot, but only to read.
 */
export type Place =
  | { readonly kind: 'slot'; readonly slot: number; readonly readOnly?: true }
  | { readonly kind: 'argument'; readonly name: string }
  | { readonly kind: 'record' | 'array'; readonly parts: ReadonlyMap<string, Place> };
export type Names = ReadonlyMap<string, Place>;

/** A label of a thread's function or of one inlined in it. */
export interface FlatLabel {
  /** Its place in the body. */
  readonly index: number;
  /** 'outer.inner' inside a call. */
  readonly name: string;
  /** The function whose listing has the label, and its name there. */
  readonly fn: string;
  readonly label: string;
  /** `function.label`: the line of a listing, whichever call leads to it. */
  readonly id: string;
  readonly calls: readonly CallSite[];
  readonly patch?: string;
  /** Why it is one step although it makes several accesses. */
  readonly oneStep?: string;
  /** The bound of the model that it comes up against where no branch is open. */
  readonly bound?: FlatBound;
  readonly form: Operation<never, never>['form'];
  readonly names: number;
  readonly branches: readonly FlatBranch[];
}

/** A bound, and how many rows its table has. */
export interface FlatBound extends Bound {
  readonly rows: number;
}

/** An alternative with its targets resolved; `otherwise` is the last branch where there is one. */
export interface FlatBranch {
  readonly alternative: Alternative;
  /** What it may choose, where it chooses. */
  readonly choices?: readonly Choice[];
  readonly otherwise: boolean;
  /** Where it goes: for a test, [false, true]; for a switch, a target a label; else the one target. */
  readonly targets: readonly Target[];
}

export interface Target {
  /** The index of a label; the number of labels means that the function returns. */
  readonly label: number;
  /** Slots of calls that this leaves, which are forgotten. */
  readonly clears: readonly number[];
  /** Slots of the caller that a call which begins here starts with a value of its own, with the code of that. */
  readonly begins: readonly Begin[];
}

/** A slot, and the code of what it is set to. */
export interface Begin {
  readonly slot: number;
  readonly code: number;
}

export interface Slot {
  readonly name: string;
  readonly leaf: SizedLeaf;
}

/** A thread's function with everything it calls inlined. */
export interface Body {
  readonly fn: string;
  readonly labels: readonly FlatLabel[];
  readonly slots: readonly Slot[];
  /** The name spaces that labels refer to by number; 0 is the function's own. */
  readonly names: readonly Names[];
  /** What is set by the calls that begin at its first label. */
  readonly begins: readonly Begin[];
}

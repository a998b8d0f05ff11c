import type { Misfits } from './fit.ts';
import { checkObject, checkText } from './given.ts';
import { keysOf } from './keys.ts';
import type { AnyFn, Fn, ListedLine, Listing, MyOf } from './listing.ts';
import { checkFn, linesOf } from './listing.ts';
import { allowedNames, ModelError } from './modelError.ts';
import type { Shape } from './schema.ts';
import { noteSourceFile } from './sourceFile.ts';

/** One change of a listing, anchored on a label by name. */
export interface Hunk<At extends string, B> {
  readonly place: 'before' | 'after' | 'replace' | 'remove';
  readonly at: At;
  readonly listing: B;
}

/** Lines before the function is known that they must fit; a state named here would be taken for what recipes ask for. */
type Given = Readonly<Record<string, unknown>>;

/** New lines ahead of a label; a jump to that label does not pass through them. */
export const before = <const At extends string, const B extends Given>(at: At, lines: B): Hunk<At, B> =>
  noteSourceFile(hunk('before', at, lines), before);

/** New lines behind a label. */
export const after = <const At extends string, const B extends Given>(at: At, lines: B): Hunk<At, B> =>
  noteSourceFile(hunk('after', at, lines), after);

/** New lines in place of a label; keep its name among them where something jumps to it. */
export const replace = <const At extends string, const B extends Given>(at: At, lines: B): Hunk<At, B> =>
  noteSourceFile(hunk('replace', at, lines), replace);

/** A label taken out. */
export const remove = <const At extends string>(at: At): Hunk<At, Record<never, never>> => {
  checkText('remove(): its label', at, 'a label of the function');
  return { place: 'remove', at, listing: {} };
};

function hunk<const At extends string, const B extends Given>(
  place: 'before' | 'after' | 'replace',
  at: At,
  listing: B,
): Hunk<At, B> {
  checkText(`${place}(): its label`, at, 'a label of the function');
  checkObject(`${place}('${at}'): its listing`, listing, '{ label: operation, … }');
  // Nothing in place of a label is a way to take it out.
  if (place !== 'replace' && keysOf(listing).length === 0)
    throw new ModelError(`${place}('${at}'): it has no lines; allowed: { label: operation, … }`);
  return { place, at, listing };
}

/** What a patch does to one function. */
export interface Change {
  readonly fn: AnyFn;
  readonly locals: Shape;
  /** Locals of before that no line uses any more. */
  readonly unused: readonly string[];
  readonly hunks: readonly Hunk<string, Listing<never, never>>[];
}

type LabelsFor<A, Name> = Name extends keyof A
  ? A[Name] extends { labels: infer G }
    ? keyof G & string
    : never
  : never;
type LocalsFor<A, Name> = Name extends keyof A
  ? A[Name] extends { locals: infer L extends Shape }
    ? L
    : Record<never, never>
  : Record<never, never>;
type NewLabels<H extends readonly unknown[]> = {
  [I in keyof H]: H[I] extends Hunk<string, infer B> ? keyof B & string : never;
}[number];
/** Labels and locals that a patch adds, by function name: what a patch on top of it may anchor on and use. */
type Added<A, Name extends string, Labels extends string, L extends Shape> = A & {
  readonly [K in Name]: { readonly labels: { readonly [G in Labels]: true }; readonly locals: L };
};
type All<A extends readonly unknown[]> = A extends readonly []
  ? unknown
  : A extends readonly [infer First, ...infer Rest]
    ? First & All<Rest>
    : Both<A[number]>;
/** What a list adds whose length is not known: all that one of its patches does. */
type Both<Either> = (Either extends unknown ? (one: Either) => void : never) extends (both: infer B) => void
  ? B
  : never;
/**
 * The hunks that fit, and in place of another one the sentence that says why it does not. While the compiler does not
 * know a hunk's lines yet, it asks what their recipes are given.
 */
type FittingHunks<H, S, L, Labels extends string> = {
  readonly [I in keyof H]: H[I] extends Hunk<infer At, infer B>
    ? string extends keyof B
      ? Hunk<At, Listing<S, L>>
      : [Misfits<B, S, L, Labels>] extends [never]
        ? H[I]
        : Misfits<B, S, L, Labels>
    : H[I];
};

/** A commit: its subject, and hunks on one or more functions. */
export interface Patch<A = unknown> {
  /** The subject of the commit. */
  readonly subject: string;
  /** What it changes, hunk by hunk. */
  readonly changes: readonly Change[];
  readonly '~adds'?: A;
  /** The same patch with locals declared in a function, for its later hunks to use. */
  locals<S, P extends Shape, L extends Shape, Name extends string, Labels extends string, New extends Shape>(
    fn: Fn<S, P, L, Name, Labels>,
    locals: New,
  ): Patch<Added<A, Name, never, New>>;
  /** The same patch, which leaves no use for locals of a function: its listing has them no more. */
  withoutLocals<
    S,
    P extends Shape,
    L extends Shape,
    Name extends string,
    Labels extends string,
    const Gone extends readonly ((keyof L | keyof LocalsFor<A, Name>) & string)[],
  >(fn: Fn<S, P, L, Name, Labels>, ...locals: Gone): Patch<A>;
  /** The same patch with hunks on a function. */
  in<
    S,
    P extends Shape,
    L extends Shape,
    Name extends string,
    Labels extends string,
    const H extends readonly Hunk<Labels | LabelsFor<A, Name>, Given>[],
  >(
    fn: Fn<S, P, L, Name, Labels>,
    ...hunks: [H] extends [never]
      ? readonly Hunk<string, Listing<S, MyOf<P, L & LocalsFor<A, Name>>>>[]
      : H & FittingHunks<H, S, MyOf<P, L & LocalsFor<A, Name>>, Labels | LabelsFor<A, Name> | NewLabels<H>>
  ): Patch<Added<A, Name, NewLabels<H>, Record<never, never>>>;
}

/** A patch with what it adds forgotten, as a series holds it. */
export type AnyPatch = Pick<Patch, 'subject' | 'changes'>;

/** Starts a patch; its hunks may anchor on what the patches that it is `onTopOf` bring. */
export function patch<A extends readonly unknown[]>(
  subject: string,
  ..._onTopOf: { readonly [I in keyof A]: Patch<A[I]> }
): Patch<All<A>> {
  checkText('patch(): its subject', subject, 'the subject of a commit');
  return patchWith(subject, []) as Patch<All<A>>;
}

function patchWith(subject: string, changes: readonly Change[]): Patch {
  const grown = (fn: unknown, locals: Shape, hunks: readonly unknown[], unused: readonly string[] = []) => {
    checkChange(`patch "${subject}"`, fn, locals, hunks);
    return patchWith(subject, [...changes, { fn, locals, hunks: hunks as Change['hunks'], unused }]) as never;
  };
  return {
    subject,
    changes,
    locals: (fn, locals) => grown(fn, locals, []),
    withoutLocals: (fn, ...locals) => grown(fn, {}, [], locals),
    in: (fn, ...hunks) => grown(fn, {}, hunks),
  };
}

/** TypeScript has checked a change, unless nobody asked it to. */
function checkChange(
  subject: string,
  fn: unknown,
  locals: unknown,
  hunks: readonly unknown[],
): asserts fn is AnyFn {
  checkFn(`${subject}: what it changes`, fn);
  checkObject(`${subject}: ${fn.name}: its locals`, locals, '{ name: leaf, … }');
  hunks.forEach((given, i) => {
    const what = `${subject}: ${fn.name}: hunk ${i + 1}`;
    const allowed = 'what before(), after(), replace() and remove() return';
    checkObject(what, given, allowed);
    const { place, at, listing } = given as Partial<Hunk<string, unknown>>;
    if (!places.includes(place as never) || typeof at !== 'string' || typeof listing !== 'object')
      throw new ModelError(`${what} is no hunk; allowed: ${allowed}`);
  });
}

const places: readonly Hunk<string, unknown>['place'][] = ['before', 'after', 'replace', 'remove'];

/** The lines with one hunk applied; throws ModelError when the anchor is gone or a new label is taken. */
export function applyHunk(
  fn: string,
  subject: string,
  lines: readonly ListedLine[],
  hunk: Hunk<string, Listing<never, never>>,
): ListedLine[] {
  const labels = lines.map((l) => l.label);
  const at = labels.indexOf(hunk.at);
  if (at < 0) {
    throw new ModelError(
      `patch "${subject}": ${fn} has no label '${hunk.at}' to anchor on; ${allowedNames(hunk.at, labels)}`,
    );
  }
  const fresh = linesOf(fn, hunk.listing, subject);
  const keeps = hunk.place === 'before' || hunk.place === 'after';
  const taken = fresh.find(({ label }) => labels.includes(label) && (keeps || label !== hunk.at));
  if (taken !== undefined) {
    throw new ModelError(
      `patch "${subject}": ${fn} already has a label '${taken.label}'; allowed: a name that is free`,
    );
  }
  const from = hunk.place === 'after' ? at + 1 : at;
  return [...lines.slice(0, from), ...fresh, ...lines.slice(keeps ? from : at + 1)];
}

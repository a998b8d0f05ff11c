import { breakLabel, type Next, type Operation } from '../../model/language/index.ts';
import type { CallSite } from './body.ts';
import { labelPattern } from './labelPattern.ts';

/** A label on its way from the function that a thread runs: the calls that lead to it, and its name at the end of them. */
export interface Sited {
  /** The function that the thread runs. */
  readonly body: string;
  readonly calls: readonly CallSite[];
  readonly label: string;
}

/** What is declared unreachable: the labels that are meant, and the way on from them, where it is not they themselves. */
export interface Declaration {
  readonly text: string;
  readonly place: string;
  /** Whether it means a label that has these names, as `namesOf` tells them. */
  readonly means: (names: readonly string[]) => boolean;
  readonly way: string | undefined;
}

/** 'fn', 'fn.label', 'fn.call.label' or 'call.label', with `*` as in properties; `: ` and the name of a way may follow. */
export function parseDeclaration(text: string): Declaration {
  const colon = text.indexOf(': ');
  const place = colon < 0 ? text : text.slice(0, colon);
  const isMeant = labelPattern(place);
  return {
    text,
    place,
    means: (names) => names.some(isMeant),
    way: colon < 0 ? undefined : text.slice(colon + 2),
  };
}

/** Everything that a label may be called: by each function on the way to it, and by the thread's own path. */
export function namesOf({ body, calls, label }: Sited): string[] {
  const path = [...calls.map((call) => call.label), label];
  const fns = [body, ...calls.map((call) => call.fn)];
  const ends = path.map((_, i) => i + 1);
  const ofFns = fns.flatMap((fn, i) => [
    fn,
    ...ends.filter((to) => to > i).map((to) => [fn, ...path.slice(i, to)].join('.')),
  ]);
  return [...ofFns, ...ends.filter((to) => to > 1).map((to) => path.slice(0, to).join('.'))];
}

/** What a test does, or a switch. */
export type Goes = 'jumps' | 'falls' | 'breaks' | `goto ${string}`;

/** What decides where a step goes, in the order of the targets that it may go to; nothing where there is one. */
export function goesOf(next: Next): readonly (Goes | undefined)[] {
  if (next.kind === 'switch')
    return next.labels.map((label): Goes => (label === breakLabel ? 'breaks' : `goto ${label}`));
  // `when` jumps where its test is true, `unless` where it is false.
  if (next.kind === 'when') return ['falls', 'jumps'];
  return next.kind === 'unless' ? ['jumps', 'falls'] : [undefined];
}

/** The name of a way on from a label; undefined where it is the label's only one, which has the label's own name. */
export function wayName(branch: number, branches: number, goes: Goes | undefined): string | undefined {
  if (branches === 1) return goes;
  return goes === undefined ? `branch ${branch + 1}` : `branch ${branch + 1} ${goes}`;
}

/** The names of all ways on from a line that have one. */
export function wayNames({ alternatives, otherwise }: Operation<never, never, string>): string[] {
  const branches = otherwise === undefined ? alternatives : [...alternatives, otherwise];
  return branches.flatMap(({ next }, i) =>
    goesOf(next).flatMap((one) => wayName(i, branches.length, one) ?? []),
  );
}

import type { ListedLine, PatchedFn } from '../../model/language/index.ts';
import type { Begin, CallSite, Target } from './body.ts';

/** An inlined function while its labels are laid out one after the other. */
export interface Instance {
  readonly fn: PatchedFn;
  readonly prefix: string;
  readonly calls: readonly CallSite[];
  readonly names: number;
  readonly slots: readonly number[];
  readonly begins: readonly Begin[];
  readonly caller: Instance | undefined;
  /** The index at which each line starts. */
  readonly starts: number[];
  end: number;
}

/** A line of an inlined function, with its place in the listing. */
export interface FlatEntry {
  readonly line: ListedLine;
  readonly at: number;
  readonly instance: Instance;
}

/** An inlined function and those that call it, from the inside out. */
export function ancestors(of: Instance | undefined): Instance[] {
  const all: Instance[] = [];
  for (let instance = of; instance !== undefined; instance = instance.caller) all.push(instance);
  return all;
}

/** The way from an inlined function to a label of another one, or of itself. */
export function targetAt(label: number, to: Instance | undefined, from: Instance | undefined): Target {
  const [there, here] = [ancestors(to), ancestors(from)];
  const left = here.filter((instance) => !there.includes(instance));
  const entered = there.filter((instance) => !here.includes(instance)).reverse();
  return {
    label,
    clears: left.flatMap((instance) => instance.slots),
    begins: entered.flatMap((instance) => instance.begins),
  };
}

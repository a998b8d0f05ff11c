import type { PatchedFns } from '../../model/language/index.ts';

/** Whether a label, as its path of names, is what a place says, with its stars. */
export function isAt(label: readonly string[], place: readonly string[]): boolean {
  if (place.length > 1 && place[0] === '*') return label.some((_, i) => isAt(label.slice(i), place.slice(1)));
  if (place.length > 1 && place.at(-1) === '*')
    return label.length >= place.length && isAt(label.slice(0, place.length - 1), place.slice(0, -1));
  return label.length === place.length && label.every((name, i) => isLike(name, place[i]!));
}

function isLike(name: string, wanted: string): boolean {
  const star = wanted.indexOf('*');
  if (star < 0) return name === wanted;
  const rest = wanted.slice(star + 1);
  if (!name.startsWith(wanted.slice(0, star))) return false;
  return Array.from({ length: name.length - star + 1 }, (_, i) => name.slice(star + i)).some((end) =>
    isLike(end, rest),
  );
}

/** A function that is called, and the line in it. */
export interface At {
  readonly fn: string;
  readonly at: number;
}

/** Calls from the outermost in, as a text that no others have. */
export const placeOf = (stack: readonly At[]): string => stack.map(({ fn, at }) => `${fn} ${at}`).join();

/** The labels of a function and of all that it calls, each once for each way of calls that leads to it. */
export function stacksIn(fns: PatchedFns, fn: string, outer: readonly At[] = []): At[][] {
  return fns.get(fn)!.lines.flatMap(({ line }, at) => {
    const stack = [...outer, { fn, at }];
    return line.kind === 'call' ? stacksIn(fns, line.callee.name, stack) : [stack];
  });
}

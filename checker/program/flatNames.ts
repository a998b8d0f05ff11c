import type { PatchedFns } from '../../model/language/index.ts';

/** The labels of a function with everything that it calls, as properties name them: 'outer.inner' inside a call. */
export function flatNames(fns: PatchedFns, fn: string, within: readonly string[] = []): string[] {
  // One that calls itself is refused where its calls are inlined.
  if (within.includes(fn)) return [];
  return fns.get(fn)!.lines.flatMap(({ label, line }) => {
    if (line.kind !== 'call') return [label];
    return flatNames(fns, line.callee.name, [...within, fn]).map((inner) => `${label}.${inner}`);
  });
}

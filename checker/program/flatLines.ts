import type { Operation, PatchedFns } from '../../model/language/index.ts';
import type { CallSite } from './body.ts';
import type { Sited } from './declaration.ts';

/** A label on the way to it from a thread's function, with what it does. */
export interface FlatLine extends Sited {
  readonly line: Operation<never, never, string>;
}

/** The labels of a function with everything that it calls, each as often as a way of calls leads to it. */
export function flatLines(fns: PatchedFns, body: string): FlatLine[] {
  const within = (fn: string, calls: readonly CallSite[]): FlatLine[] =>
    fns.get(fn)!.lines.flatMap(({ label, line }): FlatLine[] => {
      if (line.kind !== 'call') return [{ body, calls, label, line }];
      const callee = line.callee.name;
      // One that calls itself is refused where its calls are inlined.
      if (callee === body || calls.some((call) => call.fn === callee)) return [];
      return within(callee, [...calls, { label, fn: callee }]);
    });
  return within(body, []);
}

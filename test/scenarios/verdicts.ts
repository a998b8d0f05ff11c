import { describe, expect, inject, it } from 'vitest';
import type { Trace } from '../../checker/trace/trace.ts';
import type { Scenario } from '../../model/language/index.ts';
import { checked } from '../helpers/checked.ts';

/** What a design of a scenario must come to; `steps` is the length of the shortest way to the violation. */
export interface Row {
  readonly design: string;
  readonly states: number;
  /** Of a design that holds: nothing is missing, so the counts are those of its whole space. */
  readonly transitions?: number;
  /** Of a design that holds: how many states it must have shown that it reaches. */
  readonly witnesses?: number;
  readonly by?: string;
  /** The label at which it fails, as 'function.label'. */
  readonly at?: string;
  readonly steps?: number;
  /** The functions on the stack at the failing step, from the thread's own inwards. */
  readonly stack?: readonly string[];
  readonly message?: string;
  /** Left to `npm run test:long`, as its search takes too long for what it adds to those of the other rows. */
  readonly long?: true;
}

function stackOf({ threads, steps }: Trace): string[] {
  const { thread, calls } = steps.at(-1)!;
  return [threads[thread]!.fn, ...calls.map(({ fn }) => fn)];
}

/** Checks every design of a scenario against its row. */
export function expectVerdicts(scenario: Scenario, rows: readonly Row[]): void {
  const now = rows.filter(({ long }) => inject('long') || long === undefined);
  describe(scenario.name, () => {
    it('has a row here for each design', () => {
      expect(rows.map((row) => row.design)).toEqual(Object.keys(scenario.designs));
    });

    it.each(now.filter((row) => row.by !== undefined))(
      '$design is violated: $by',
      async ({ design, by, at, steps, states, stack, message }) => {
        const { verdict, asExpected, violation, trace, ...result } = await checked(scenario, design);
        expect({ verdict, asExpected }).toEqual({ verdict: 'violated', asExpected: true });
        expect([violation!.property, violation!.check]).toContain(by);
        expect(`${violation!.function}.${violation!.label}`).toBe(at);
        expect({ steps: trace!.steps.length, states: result.states }).toEqual({ steps, states });
        if (message !== undefined) expect(violation!.message).toBe(message);
        if (stack !== undefined) expect(stackOf(trace!)).toEqual(stack);
      },
    );

    it.each(now.filter((row) => row.by === undefined))(
      '$design holds',
      async ({ design, states, transitions, witnesses }) => {
        const result = await checked(scenario, design);
        expect(result).toMatchObject({
          verdict: 'holds',
          asExpected: true,
          states,
          transitions,
          incomplete: [],
          neverFired: [],
        });
        expect(result.witnesses.every(({ seen }) => seen)).toBe(true);
        if (witnesses !== undefined) expect(result.witnesses).toHaveLength(witnesses);
      },
    );
  });
}

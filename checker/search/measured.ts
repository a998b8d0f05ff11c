import type { Compiled } from '../packed/compiled.ts';
import { PackedEngine } from '../packed/packedEngine.ts';
import { measureIn } from '../program/measureIn.ts';
import type { State } from '../program/state.ts';
import type { SearchOptions } from './searchOptions.ts';
import type { ExploredSpace, Stopped } from './space.ts';
import { sweep } from './sweep.ts';

/** The largest value of a measure in the states that were explored, with a shortest way to a state that has it. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  /** The bound that the scenario has for it. */
  readonly atMost: number | undefined;
  readonly states: readonly State[];
}

/** Measures all states of a space; why it was stopped, where it was. */
export async function measuredIn(
  compiled: Compiled,
  space: ExploredSpace,
  options: Pick<SearchOptions, 'limits' | 'onProgress'>,
): Promise<readonly Measured[] | Stopped> {
  const { measures } = compiled.program;
  if (measures.length === 0) return [];
  const engine = new PackedEngine(compiled);
  const largest = measures.map(() => ({ value: Number.NEGATIVE_INFINITY, state: 0 }));
  const stopped = await sweep(space, options, (states, offset, number) => {
    const [shared, threads] = engine.observe(states, offset);
    measures.forEach((measure, i) => {
      const value = measureIn(compiled.program, measure, shared, threads);
      const known = largest[i]!;
      // The lower number of two is not farther from a start.
      if (value > known.value || (value === known.value && number < known.state))
        largest[i] = { value, state: number };
    });
  });
  if (stopped !== undefined) return stopped;
  return measures.flatMap(({ name, atMost }, i) => {
    const { value, state } = largest[i]!;
    return state === 0 ? [] : [{ name, value, atMost, states: space.explored.pathTo(state) }];
  });
}
